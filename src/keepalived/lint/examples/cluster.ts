import type { Change, Examples } from './example.ts';

const master: Change = ['state BACKUP', 'state MASTER'];
const preempt: Change = ['    nopreempt\n', ''];
const version3: Change = ['    nopreempt', '    version 3\n    nopreempt'];

/** Examples of the rules about the nodes of one cluster: what stands on the one, and on the other. */
export const CLUSTER_EXAMPLES: Examples = {
  KA013: { bad: [preempt], peer: [] },
  KA015: { bad: [['priority 250', 'priority 240']], peer: [] },
  KA016: { bad: [['weight 0', 'weight -20']], peer: [] },
  KA017: {
    bad: [preempt, ['weight 0', 'weight -10']],
    peer: [preempt],
  },
  KA018: { bad: [master], peer: [master] },
  KA022: { bad: [['        172.16.16.6', '        172.16.16.7']], peer: [] },
  KA025: { bad: [], peer: [['virtual_router_id 51', 'virtual_router_id 52']] },
  KA027: { bad: [], peer: [['advert_int 1', 'advert_int 2']] },
  KA028: { bad: [], peer: [['k7Rw2xQz', 'k7Rw2xQy']] },
  KA029: { bad: [], peer: [version3] },
  KA030: { bad: [], peer: [['172.16.16.12', '172.16.16.13']] },
  KA031: { bad: [], peer: [['    nopreempt', '    down_timer_adverts 2\n    nopreempt']] },
  KA032: {
    bad: [version3, ['    unicast_peer', '    old_unicast_checksum\n    unicast_peer']],
    peer: [version3],
  },
  KA088: { bad: [], peer: [], versions: ['2.2.7', '2.2.8'] },
  KA089: { bad: [['router_id node-a', 'router_id node']], peer: [['router_id node-b', 'router_id node']] },
};
