import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DrillResult } from '../../src/core/events/document.ts';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { cli, startCli } from './support/cli.ts';
import {
  ADDRESS,
  exec,
  holdersOf,
  inventoryWith,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { installExtra } from './support/extra-packages.ts';
import { block } from './support/faults.ts';
import { FIREWALLS } from './support/firewalls.ts';
import { orTell, serves, waitFor } from './support/serving.ts';
import { NETWORKD_GONE, networkdManages, TRACES } from './support/traces.ts';

/** Of each kind, idle and busy. */
const CONNECTIONS = 5;
const UNDO = '/run/havip-drill-web';

/** A firewall of the standby that lets new adverts in, and a rule that only the running one has. */
const FIREWALL = {
  make: `${FIREWALLS.nftables.start.replace('ip protocol icmp', 'ip protocol { icmp, 112 }')}
nft add rule inet filter input tcp dport 80 accept comment running-only`,
  gone: FIREWALLS.nftables.stop,
} as const;
const NETWORKD = { make: networkdManages('172.16.16.5'), gone: NETWORKD_GONE } as const;
const NOTHING = { make: ':', gone: ':' } as const;

describe('drills of what happens in practice', { timeout: 600_000 }, () => {
  let lab: Lab;
  let inventory = '';

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-practice' });
    inventory = await inventoryWith(lab, 'practice.yaml', {
      verify: {
        witness: 'probe-01',
        max_interruption: '10s',
        interval: '200ms',
        service: { tcp: 80 },
        connections: CONNECTIONS,
      },
    });
    await onNodes(lab, 'systemctl start nginx');
  });
  beforeEach(async () => {
    if ((await holdersOf(lab)).join() === SECONDARY)
      await exec(lab, SECONDARY, 'systemctl restart keepalived');
    await waitFor(async () => (await holdersOf(lab)).join() === PRIMARY);
  });
  afterAll(() => removeLab(lab));

  async function drilled(drills: string): Promise<readonly DrillResult[]> {
    const run = await cli(['verify', inventory, '--json', '--drills', drills]);
    expect(run.code, run.stdout).toBe(0);
    return run.document.clusters.web?.drills ?? [];
  }

  it('adverts lost one way, with a state file that says what is not so: measured, and all as before', async () => {
    const before = await onNodes(lab, TRACES);
    // As two notify scripts leave it that were written in the wrong order.
    await exec(lab, SECONDARY, `sed -i 's/"BACKUP"/"MASTER"/' /var/lib/havip/state/VI_1.json`);
    const [partition] = await drilled('partition');
    expect(partition).toMatchObject({ from: PRIMARY, to: SECONDARY, passed: true });
    expect(partition?.splitBrainMs).toBeGreaterThan(0);
    expect(partition?.connections).toMatchObject({
      idle: { opened: CONNECTIONS },
      busy: { opened: CONNECTIONS },
    });
    expect(await onNodes(lab, TRACES)).toEqual(before);
  });

  longIt('the machine paused, memory short, the package installed anew: all as before', async () => {
    const before = await onNodes(lab, TRACES);
    const drills = await drilled('pause,oom,upgrade-package');
    expect(drills.map(({ scenario, passed }) => [scenario, passed])).toEqual(
      ['pause', 'oom', 'upgrade-package'].map((scenario) => [scenario, true]),
    );
    const [pause] = drills;
    expect(pause?.interruptionMs).toBeGreaterThan(1000);
    // While nobody answered, what was sent hung.
    expect(pause?.connections?.busy.longestHangMs).toBeGreaterThan(1000);
    expect(await onNodes(lab, TRACES)).toEqual(before);
  });

  it.each(
    sampleOf(1, [
      { drill: 'pause', node: PRIMARY, begun: 'nft list table netdev havip_pause', ...NOTHING },
      { drill: 'partition', node: PRIMARY, begun: 'nft list table ip havip_partition', ...NOTHING },
      { drill: 'oom', node: PRIMARY, begun: `[ -e ${UNDO}.sh ]`, ...NOTHING },
      { drill: 'netreload', node: PRIMARY, begun: `[ -s ${UNDO}.saved ]`, ...NETWORKD },
      { drill: 'fwreload', node: SECONDARY, begun: `[ -s ${UNDO}.nft ]`, ...FIREWALL },
      { drill: 'upgrade-package', node: PRIMARY, begun: `[ -e ${UNDO}.sh ]`, ...NOTHING },
    ]),
  )('$drill, and the run is killed in it: the machine puts all back by itself', async (row) => {
    await exec(lab, row.node, row.make);
    try {
      const before = await onNodes(lab, TRACES);
      const run = startCli(['verify', inventory, '--drills', row.drill]);
      const begun = `if ${row.begun}; then echo yes; fi 2>/dev/null`;
      await orTell(
        run,
        waitFor(async () => (await exec(lab, row.node, begun)) !== ''),
      );
      run.kill('SIGKILL');
      await run.result;
      await waitFor(
        async () => (await exec(lab, row.node, `ls ${UNDO}.* 2>/dev/null || true`)) === `${UNDO}.undone\n`,
      );
      await waitFor(async () => (await holdersOf(lab)).length === 1);
      await serves(lab, ADDRESS);
      await expect.poll(() => onNodes(lab, TRACES), { timeout: 30_000 }).toEqual(before);
    } finally {
      await exec(lab, row.node, row.gone);
    }
  });

  longIt('a network service that keeps what others have set is restarted', async () => {
    await exec(lab, PRIMARY, networkdManages('172.16.16.5', 'KeepConfiguration=static\\n'));
    try {
      await waitFor(async () => (await holdersOf(lab)).join() === PRIMARY);
      const [drill] = await drilled('netreload');
      expect(drill).toMatchObject({ scenario: 'netreload', from: PRIMARY, to: PRIMARY, passed: true });
    } finally {
      await exec(lab, PRIMARY, NETWORKD_GONE);
    }
  });

  longIt.each(['netreload', 'fwreload'])('%s is not possible where nobody does that', async (drill) => {
    const before = await onNodes(lab, TRACES);
    const run = await cli(['verify', inventory, '--json', '--drills', drill]);
    expect(run.code, run.stdout).toBe(3);
    expect(run.document.errors).toMatchObject([{ code: 'verify.not-possible' }]);
    expect(await onNodes(lab, TRACES)).toEqual(before);
  });

  longIt('rules that only the running firewall has are there again after its reload', async () => {
    await installExtra(lab, SECONDARY, 'wild');
    await exec(lab, SECONDARY, FIREWALL.make);
    try {
      const before = await exec(lab, SECONDARY, FIREWALLS.nftables.show);
      expect(before).toContain('running-only');
      const [drill] = await drilled('fwreload');
      expect(drill).toMatchObject({ from: PRIMARY, to: PRIMARY, passed: true });
      expect(await exec(lab, SECONDARY, FIREWALLS.nftables.show)).toBe(before);
    } finally {
      await exec(lab, SECONDARY, FIREWALL.gone);
    }
  });

  longIt(
    'connections that the new holder knows nothing of hang where its firewall says nothing',
    async () => {
      await block(lab, SECONDARY, 'tcp dport 80 tcp flags & syn != syn ct state != established');
      try {
        const [there] = await drilled('stop');
        expect(there).toMatchObject({ from: PRIMARY, to: SECONDARY });
        expect(there?.connections?.busy).toMatchObject({ hung: CONNECTIONS, kept: 0 });
        expect(there?.connections?.idle).toMatchObject({ hung: CONNECTIONS, kept: 0 });
      } finally {
        await exec(lab, SECONDARY, 'nft flush ruleset');
      }
    },
  );
});
