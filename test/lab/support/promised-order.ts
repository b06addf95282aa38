import { GOOD_HOST } from '../../../src/keepalived/lint/examples/good.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { PREFIX_LENGTH } from '../../../src/lab/plan/layout.ts';
import type { Edit } from '../../keepalived/lint/sample.ts';
import { exec, PRIMARY, SECONDARY } from './cluster.ts';
import { SECOND_IP } from './pair-by-hand.ts';
import type { Promised } from './promised.ts';

const serviceFails = (lab: Lab) => exec(lab, PRIMARY, 'touch /run/failing');
const goesAndReturns = (lab: Lab) =>
  exec(lab, PRIMARY, 'systemctl stop keepalived; sleep 5; systemctl start keepalived');

const preempts: Edit = ['    nopreempt\n', ''];
const weight = (value: string): Edit => ['weight 0', `weight ${value}`];

/** Who takes over from whom, and who is there to do so. */
export const PROMISED_ORDER: readonly Promised[] = [
  {
    rule: 'KA014',
    what: 'the owner’s priority',
    second: [['priority 240', 'priority 255']],
    holders: [SECONDARY],
  },
  {
    rule: 'KA016',
    what: 'a weight beside nopreempt',
    both: [weight('-20')],
    afterwards: serviceFails,
    holders: [PRIMARY],
  },
  {
    rule: 'KA017',
    what: 'a small weight',
    both: [weight('-5'), preempts],
    afterwards: serviceFails,
    holders: [PRIMARY],
  },
  {
    what: 'a weight that is enough',
    both: [weight('-20'), preempts],
    afterwards: serviceFails,
    holders: [SECONDARY],
  },
  {
    rule: 'KA070',
    what: 'a check that is not defined',
    both: [['        service\n', '        servce\n']],
    afterwards: serviceFails,
    holders: [PRIMARY],
  },
  {
    rule: 'KA096',
    what: 'a weight in a sync group',
    both: [weight('-20'), preempts, [/$/, 'vrrp_sync_group G {\n    group {\n        VI_51\n    }\n}\n']],
    afterwards: serviceFails,
    holders: [PRIMARY],
  },
  {
    rule: 'KA012',
    what: 'MASTER with nopreempt',
    first: [['BACKUP', 'MASTER']],
    afterwards: goesAndReturns,
    holders: [PRIMARY],
  },
  {
    rule: 'KA013',
    what: 'nopreempt on one',
    first: [preempts],
    afterwards: goesAndReturns,
    holders: [PRIMARY],
  },
  { what: 'nopreempt on both', afterwards: goesAndReturns, holders: [SECONDARY] },
  {
    rule: 'KA054',
    what: 'nopreempt off',
    both: [['nopreempt', 'nopreempt off']],
    afterwards: goesAndReturns,
    holders: [SECONDARY],
  },
  {
    rule: 'KA015',
    what: 'the same priority: who is first keeps it',
    both: [[/priority \d+/, 'priority 200'], preempts],
    holders: [PRIMARY],
  },
  {
    rule: 'KA084',
    what: 'a standby that starts before its address is there, and then the holder goes',
    facts: { ...GOOD_HOST, unit: { waitsForNetwork: false, restarts: true } },
    afterwards: async (lab) => {
      const own = `${SECOND_IP}/${PREFIX_LENGTH} dev eth0`;
      await exec(
        lab,
        SECONDARY,
        `systemctl stop keepalived; ip addr del ${own}; systemctl start keepalived; sleep 2; ip addr add ${own}`,
      );
      await exec(lab, PRIMARY, 'sleep 3; systemctl stop keepalived');
    },
    holders: [],
  },
  {
    rule: 'KA086',
    what: 'a PID file of something else, and then the holder goes',
    facts: { ...GOOD_HOST, pidFileProcess: { pid: 7, command: 'sleep' } },
    afterwards: async (lab) => {
      await exec(
        lab,
        SECONDARY,
        'systemctl stop keepalived; sleep 60 >/dev/null 2>&1 & echo $! >/run/keepalived.pid; systemctl start keepalived || true; sleep 1; rm -f /run/keepalived.pid',
      );
      await exec(lab, PRIMARY, 'systemctl stop keepalived');
    },
    holders: [],
  },
  {
    rule: 'KA018',
    what: 'MASTER twice, before 2.0 only',
    both: [['BACKUP', 'MASTER'], preempts],
    holders: [PRIMARY],
  },
];
