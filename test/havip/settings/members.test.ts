import { describe, expect, it } from 'vitest';
import { loaded } from '../../inventory/folder.ts';

describe('the members of a cluster', () => {
  it('orders the secondaries by priority, and leaves no two the same', async () => {
    const text = `g:
  vars: { havip: { address: 10.0.0.9, virtual_router_id: 1 } }
  hosts:
    s[1:2]: { havip_role: secondary }
    low: { havip_role: secondary, havip_priority: 10 }
    mid: { havip_role: secondary, havip_priority: 240 }
    p: { havip_role: primary }
`;
    const { clusters } = await loaded(text);
    expect(clusters[0]?.members.map(({ host, priority }) => [host.name, priority])).toEqual([
      ['p', 250],
      ['mid', 240],
      ['s1', 239],
      ['s2', 238],
      ['low', 10],
    ]);
  });

  it('takes the hosts of child groups for members', async () => {
    const text = `g:
  vars: { havip: { address: 10.0.0.9, virtual_router_id: 1 } }
  children:
    a: { hosts: { x: { havip_role: primary, private_ip: 10.0.0.1 } } }
    b: { hosts: { y: { havip_role: secondary } } }
`;
    const { clusters } = await loaded(text);
    expect(clusters[0]?.members.map(({ host, privateIp }) => [host.name, privateIp])).toEqual([
      ['x', '10.0.0.1'],
      ['y', undefined],
    ]);
  });
});
