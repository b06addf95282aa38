/** The Debian release that machines are made of. */
export const SUITE = 'bookworm';

/** What a machine has beyond the essential: an administrator's usual tools, yum, and enough to build keepalived. */
export const PACKAGES = [
  ...[
    'systemd',
    'systemd-sysv',
    'dbus',
    'openssh-server',
    'openssh-client',
    'sudo',
    'procps',
    'psmisc',
    'kmod',
  ],
  ...['iproute2', 'iputils-ping', 'iputils-arping', 'util-linux', 'curl', 'ca-certificates', 'xz-utils'],
  ...['nftables', 'iptables'],
  ...['dnf', 'rpm', 'createrepo-c'],
  ...['gcc', 'libc6-dev', 'make', 'pkg-config', 'libssl-dev', 'libnl-3-dev', 'libnl-genl-3-dev'],
  ...['nginx-light', 'haproxy'],
];

/** The user that `--login sudo` logs in as. */
export const ORDINARY_USER = { name: 'deploy', id: 1000, home: '/home/deploy' } as const;

/** Fetches and unpacks Debian; wants TARGET, MIRROR and PACKAGES. */
export const BOOTSTRAP = `
debootstrap --variant=minbase --include="$PACKAGES" ${SUITE} "$TARGET" "$MIRROR"
`;

/** Units that would wait for something no machine here has, or do work that no one looks at. */
const MASKED_UNITS = [
  ...['systemd-networkd.service', 'systemd-networkd.socket', 'systemd-networkd-wait-online.service'],
  ...['systemd-timesyncd.service', 'systemd-firstboot.service', 'systemd-update-utmp.service'],
  ...['systemd-update-utmp-runlevel.service', 'systemd-journal-flush.service', 'ldconfig.service'],
  ...['haproxy.service', 'console-getty.service', 'getty@.service', 'getty.target'],
  ...[
    'apt-daily.timer',
    'apt-daily-upgrade.timer',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'fstrim.timer',
  ],
];

/**
 * What a machine's rpm believes to be installed. Debian's packages brought the real things, but dnf asks its own
 * database, both when a package wants /bin/sh and when somebody installs gcc to build with.
 */
const STAND_INS = [
  ...[
    'bash',
    'coreutils',
    'curl',
    'dbus',
    'gcc',
    'gzip',
    'iproute',
    'iputils',
    'kmod',
    'libnl3',
    'libnl3-devel',
  ],
  ...[
    'make',
    'openssl',
    'openssl-devel',
    'pkgconf-pkg-config',
    'procps-ng',
    'psmisc',
    'sudo',
    'systemd',
    'tar',
  ],
  ...['util-linux', 'xz'],
];

const STAND_IN_SPEC = `
Name: lab-release
Version: 9
Release: 1
Summary: What this machine has from elsewhere
License: Apache-2.0
BuildArch: noarch
%description
%{summary}.
%files
${STAND_INS.map(
  (name) => `%package -n ${name}
Summary: Stands for what this machine has as ${name}
${name === 'bash' ? 'Provides: /bin/sh\nProvides: /bin/bash' : ''}
%description -n ${name}
%{summary}.
%files -n ${name}
`,
).join('')}`;

/** Makes a machine of what was unpacked; runs inside it. */
export const CUSTOMISE = `
export LC_ALL=C.UTF-8
ln -sf dnf-3 /usr/bin/yum
mkdir -p /etc/yum.repos.d /etc/dnf/vars /srv/repo
echo 9 >/etc/dnf/vars/releasever
# Debian's rpm starts two shells each time it looks for its database.
echo '%_dbpath /root/.rpmdb' >/root/.rpmmacros
cat >/etc/yum.repos.d/lab.repo <<'END'
[lab]
name=lab
baseurl=file:///srv/repo
gpgcheck=0
END
cat >/tmp/stand-ins.spec <<'END'
${STAND_IN_SPEC}
END
rpmbuild --quiet -bb --define '_topdir /tmp/rpm' --define '_rpmdir /tmp/rpms' /tmp/stand-ins.spec
rpm -i /tmp/rpms/noarch/*.rpm
rm -rf /tmp/rpm /tmp/rpms /tmp/stand-ins.spec

# A dozen processes at each daemon-reload, for what no machine here has.
mkdir -p /etc/systemd/system-generators
for each in /usr/lib/systemd/system-generators/*; do ln -s /dev/null "/etc/systemd/system-generators/\${each##*/}"; done
for unit in ${MASKED_UNITS.join(' ')}; do ln -sf /dev/null "/etc/systemd/system/$unit"; done

# Five processes a login, for a greeting that nobody reads.
sed -i '/pam_motd/d' /etc/pam.d/sshd
rm -f /etc/ssh/ssh_host_* /etc/hostname /etc/machine-id
: >/etc/machine-id
: >/etc/resolv.conf
cat >/etc/ssh/sshd_config.d/lab.conf <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
UseDNS no
MaxStartups 200:30:400
PermitRootLogin prohibit-password
PasswordAuthentication yes
END
useradd --create-home --uid ${ORDINARY_USER.id} --shell /bin/bash ${ORDINARY_USER.name}
echo '${ORDINARY_USER.name} ALL=(ALL:ALL) ALL' >/etc/sudoers.d/${ORDINARY_USER.name}
chmod 440 /etc/sudoers.d/${ORDINARY_USER.name}
rm -f /var/www/html/*
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
`;
