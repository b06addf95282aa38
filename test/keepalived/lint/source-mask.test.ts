import { expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';

function node(own: string, peer: string, priority: number): string {
  return `vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 10
    priority ${priority}
    nopreempt
    unicast_src_ip ${own}
    unicast_peer {
        ${peer}
    }
    virtual_ipaddress {
        192.168.0.10
    }
}
`;
}

it.each([
  ['192.168.0.92/24', '192.168.0.91/24', []],
  ['192.168.0.92/24', '192.168.0.91', []],
  ['192.168.0.92x', '192.168.0.91', ['KA022', 'KA090']],
])('an own address %s and a peer %s: a mask is cut off, as keepalived does', (own, peer, rules) => {
  const files = [
    { file: 'a.conf', text: node(own, peer, 100) },
    { file: 'b.conf', text: node('192.168.0.91', '192.168.0.92', 90) },
  ];
  const { findings } = lintFiles(files, { version: '2.2.7', profile: 'lan' });
  const errors = new Set(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule));
  expect([...errors].sort()).toEqual(rules);
});
