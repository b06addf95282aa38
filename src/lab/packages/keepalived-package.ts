import { join } from 'node:path';
import type { Outcome } from '../../core/outcome.ts';
import { runScriptApart } from '../command.ts';
import type { RootImage } from '../machines/image.ts';
import type { KeepalivedRelease } from '../plan/options.ts';
import { ensureCached } from './cache.ts';
import { ensureSourceTarball } from './keepalived-source.ts';

/** What distributions put around keepalived: a sample as its configuration, and a restart after an upgrade. */
const HEADER = `
Name: keepalived
Version: %{release_version}
Release: 1
Summary: High Availability monitor built upon LVS, VRRP and service pollers
License: GPLv2+
AutoReqProv: no
%{?with_source:Source0: keepalived-%{version}.tar.gz}
%define debug_package %{nil}
%define _build_id_links none
%description
%{summary}.
%post
systemctl daemon-reload || :
%preun
if [ $1 -eq 0 ]; then systemctl --no-reload disable --now keepalived.service || :; fi
%postun
systemctl daemon-reload || :
if [ $1 -ge 1 ]; then systemctl try-restart keepalived.service || :; fi
`;

const BUILT_SPEC = `${HEADER}
%prep
%setup -q
%build
./configure --quiet --prefix=/usr --sysconfdir=/etc --with-init=systemd \
  --with-systemdsystemunitdir=/usr/lib/systemd/system CFLAGS=-O0
make -s -j2
%install
make -s install DESTDIR=%{buildroot}
cd %{buildroot}/etc/keepalived
[ -e keepalived.conf ] || cp keepalived.conf.sample keepalived.conf
rm -f keepalived.conf.sample
%files
%dir /etc/keepalived
%config(noreplace) /etc/keepalived/keepalived.conf
/etc/keepalived/samples
%config(noreplace) /etc/sysconfig/keepalived
/usr/bin/*
/usr/sbin/keepalived
/usr/lib/systemd/system/keepalived.service
/usr/share/doc/keepalived
/usr/share/man
`;

/** Only there to be too old: nothing but a program that says its version. */
const STAND_IN_SPEC = `${HEADER}
%install
mkdir -p %{buildroot}/usr/sbin
printf '#!/bin/sh\\necho "Keepalived v%{version} (a stand-in)" >&2\\n' >%{buildroot}/usr/sbin/keepalived
%files
%attr(755, root, root) /usr/sbin/keepalived
`;

/** Builds on the image itself, over which a scratch layer is laid, so that the package fits its libraries. */
const BUILD = `
scratch="$FOLDER/package.building"
rm -rf "$scratch"
mkdir -p "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay overlay -o "lowerdir=$IMAGE,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
mount -t proc proc "$scratch/root/proc"
mkdir "$scratch/root/build"
[ -z "$TARBALL" ] || cp "$TARBALL" "$scratch/root/build/"
printf '%s' "$SPEC" >"$scratch/root/build/keepalived.spec"
chroot "$scratch/root" env LC_ALL=C.UTF-8 rpmbuild --quiet -bb --define "release_version $VERSION" \
  \${TARBALL:+--define 'with_source 1'} \
  --define '_topdir /build/work' --define '_sourcedir /build' --define '_rpmdir /build' \
  --define '_rpmfilename keepalived.rpm' /build/keepalived.spec 2>&1
mkdir -p "$FOLDER/packages"
mv "$scratch/upper/build/keepalived.rpm" "$FOLDER/packages/.$VERSION"
mv "$FOLDER/packages/.$VERSION" "$PACKAGE"
umount "$scratch/root/proc" "$scratch/root"
rm -rf "$scratch"
`;

/** The RPM package of a release, built unless the cache has it: 40 s, once. */
export async function ensureKeepalivedPackage(
  image: RootImage,
  cacheDirectory: string,
  version: KeepalivedRelease,
  onProgress: (text: string) => void,
): Promise<Outcome<string>> {
  const packageFile = join(image.folder, 'packages', `keepalived-${version}.rpm`);
  const source = version === '1.2.13' ? null : await ensureSourceTarball(cacheDirectory, version, onProgress);
  if (source !== null && !source.ok) return source;
  return ensureCached(cacheDirectory, packageFile, () => {
    onProgress(`building the package of keepalived ${version} (once)`);
    return runScriptApart(BUILD, {
      FOLDER: image.folder,
      IMAGE: image.root,
      PACKAGE: packageFile,
      VERSION: version,
      TARBALL: source === null ? '' : source.value.file,
      SPEC: source === null ? STAND_IN_SPEC : BUILT_SPEC,
    });
  });
}
