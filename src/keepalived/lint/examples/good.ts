import type { FileFact, HostFacts } from '../facts.ts';

/** A configuration in which no rule finds anything. */
export const GOOD = `global_defs {
    router_id node-a
    enable_script_security
    script_user root
    vrrp_skip_check_adv_addr
}

vrrp_script service {
    script "/usr/libexec/keepalived/check"
    interval 2
    timeout 1
    weight 0
    init_fail
}

vrrp_instance VI_51 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 250
    advert_int 1
    nopreempt
    authentication {
        auth_type PASS
        auth_pass k7Rw2xQz
    }
    unicast_src_ip 172.16.16.5
    unicast_peer {
        172.16.16.6
    }
    virtual_ipaddress {
        172.16.16.12
    }
    garp_master_delay 1
    garp_master_refresh 5
    track_script {
        service
    }
    notify "/usr/libexec/keepalived/notify"
}
`;

/** The same for the other node. */
export const GOOD_PEER = GOOD.replace('node-a', 'node-b')
  .replace('priority 250', 'priority 240')
  .replace('172.16.16.5', '172.16.16.X')
  .replace('172.16.16.6', '172.16.16.5')
  .replace('172.16.16.X', '172.16.16.6');

/** A file that belongs to root. */
export function fileFact(mode: number, more: Partial<FileFact> = {}): FileFact {
  return { kind: 'file', mode, uid: 0, gid: 0, start: '#!/bin/sh', ...more };
}

const FOLDER: FileFact = { kind: 'directory', mode: 0o755, uid: 0, gid: 0 };

/** Where things are on the good host. */
export const PATHS = {
  config: '/etc/keepalived/keepalived.conf',
  check: '/usr/libexec/keepalived/check',
  notify: '/usr/libexec/keepalived/notify',
} as const;

/** What is on the good host, by path. */
export const GOOD_FILES: NonNullable<HostFacts['files']> = {
  '/': FOLDER,
  '/usr': FOLDER,
  '/usr/libexec': FOLDER,
  '/usr/libexec/keepalived': FOLDER,
  [PATHS.check]: fileFact(0o755),
  [PATHS.notify]: fileFact(0o755),
  [PATHS.config]: fileFact(0o640),
};

/** A host on which no rule finds anything in the good configuration. */
export const GOOD_HOST: HostFacts = {
  keepalivedVersion: '2.2.7',
  interfaces: [{ name: 'eth0', addresses: ['172.16.16.5/24', '172.16.16.12/32'] }],
  gateway: '172.16.16.1',
  configPath: PATHS.config,
  files: GOOD_FILES,
  users: { root: { uid: 0, gid: 0 }, keepalived_script: null },
  selinux: 'enforcing',
  unit: { waitsForNetwork: true, restarts: true },
  addressManagers: [],
  pidFileProcess: { pid: 7, command: 'keepalived' },
  vrrpAllowedFrom: { '172.16.16.6': true },
  squattedAddresses: [],
  havips: { '172.16.16.12': { bindable: true } },
};
