import { parse } from '../../../src/keepalived/parse.ts';
import type { KeepalivedConfig } from '../../../src/keepalived/syntax.ts';

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

/** One replacement in a text; that it finds what it replaces is part of the test. */
export type Edit = readonly [from: string | RegExp, to: string];

export function edited(text: string, ...edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`nothing to replace: ${from}`);
    return after;
  }, text);
}

export function config(text: string, file = 'a.conf'): KeepalivedConfig {
  return parse(text, file);
}
