import { describe, expect, it } from 'vitest';
import { actionFor } from '../../../roles/keepalived/action.ts';

const BASE = `global_defs {
    router_id a
}
vrrp_instance VI_51 {
    interface eth0
    virtual_router_id 51
    priority 250
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass secret
    }
    virtual_ipaddress {
        10.0.0.9
    }
}
`;

describe('how a change is taken up', () => {
  it.each([
    ['nothing', BASE, 'reload', false],
    ['the first configuration', '', 'restart', false],
    ['a priority', BASE.replace('250', '240'), 'reload', false],
    ['mail', BASE.replace('router_id a', 'router_id a\n    smtp_server 1.1.1.1'), 'reload', false],
    ['a comment', `# hello\n${BASE}`, 'reload', false],
    ['the advert interval', BASE.replace('advert_int 1', 'advert_int 2'), 'reload', true],
    ['the password', BASE.replace('secret', 'other'), 'reload', true],
    ['the addresses', BASE.replace('10.0.0.9', '10.0.0.9\n        10.0.0.10'), 'reload', true],
    ['the interface', BASE.replace('eth0', 'eth1'), 'restart', false],
    ['the router id', BASE.replace('_id 51', '_id 52'), 'restart', true],
    ['the VRRP version', BASE.replace('router_id a', 'vrrp_version 3'), 'restart', true],
    ['the instance', BASE.replace('VI_51', 'VI_1'), 'restart', false],
  ])('%s', (_name, after, action, apart) => {
    expect(actionFor(after === '' ? '' : BASE, after === '' ? BASE : after)).toEqual({ action, apart });
  });
});
