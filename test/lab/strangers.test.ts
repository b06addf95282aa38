import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt, sampleOf } from '../support/long.ts';
import { type CliResult, cli, startCli } from './support/cli.ts';
import { ADDRESS, exec, holdersOf, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { deployedLab } from './support/deployed.ts';
import { changedInventory } from './support/inventory-copy.ts';
import { orTell, waitFor } from './support/serving.ts';

/** Machines that no inventory names have the address, too: no answer of the nodes alone shows that. */
describe('who answers for the address', { timeout: 600_000 }, () => {
  let lab: Lab;
  const said = ({ stdout, stderr }: CliResult) => `${stdout}${stderr}`;
  const give = () => exec(lab, 'probe-01', `ip addr replace ${ADDRESS}/32 dev eth0`);
  const take = () => exec(lab, 'probe-01', `ip addr del ${ADDRESS}/32 dev eth0`);
  let withoutWitness: string;

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-strangers' });
    const up = await cli(['up', lab.inventoryFile, '--json']);
    expect(up.code, said(up)).toBe(0);
    // One whose own address the nodes know, too.
    await onNodes(lab, 'ping -q -c 1 172.16.16.9');
    // The machine that was the witness is a stranger to this one.
    const { file } = await changedInventory(lab, ({ all }) => {
      delete all.children.witnesses;
      Object.assign(all.children.web?.vars?.havip ?? {}, { verify: { interval: '10ms' } });
    });
    withoutWitness = file;
  });
  afterAll(() => removeLab(lab));

  it.each(
    sampleOf(1, [
      ['perl and python', ':', ':'],
      ['python only', 'mv /usr/bin/perl /usr/bin/perl.away', 'mv /usr/bin/perl.away /usr/bin/perl'],
      [
        'arping only',
        'for tool in perl python3; do mv /usr/bin/$tool /usr/bin/$tool.away; done',
        'for tool in perl python3; do mv /usr/bin/$tool.away /usr/bin/$tool; done',
      ],
    ]),
  )('status and up see another machine, asked by %s', async (_name, hide, show) => {
    for (const node of [PRIMARY, SECONDARY]) await exec(lab, node, hide);
    const before = await cli(['status', withoutWitness, '--json']);
    expect(before.document.clusters.web, said(before)).toMatchObject({ healthy: true });
    await give();
    const status = await cli(['status', withoutWitness, '--json']);
    expect(status.document.clusters.web, said(status)).toMatchObject({ healthy: false });
    expect(said(await cli(['status', withoutWitness]))).toMatch(
      /\(172\.16\.16\.9\) answers for 172\.16\.16\.12/,
    );
    const up = await cli(['up', withoutWitness, '--json']);
    expect(up.code, said(up)).toBe(3);
    expect(up.document.errors).toMatchObject([{ code: 'verify.stranger-answers' }]);
    await take();
    for (const node of [PRIMARY, SECONDARY]) await exec(lab, node, show);
    const after = await cli(['up', withoutWitness, '--json']);
    expect(after.code, said(after)).toBe(0);
  });

  it('verify does not begin, and proves nothing, while another machine has the address', async () => {
    await give();
    const before = await holdersOf(lab);
    const verify = await cli(['verify', withoutWitness, '--json']);
    expect(verify.code, said(verify)).toBe(3);
    expect(verify.document.errors).toMatchObject([{ code: 'verify.stranger-answers' }]);
    expect(verify.document.clusters.web?.drills).toEqual([]);
    expect(await holdersOf(lab)).toEqual(before);
    await take();
  });

  it('a member that has left the inventory and stands by quietly is asked, and has to be taken down first', async () => {
    const { file: three } = await changedInventory(lab, ({ all }) => {
      const probe = all.children.witnesses?.hosts['probe-01'] ?? {};
      delete all.children.witnesses;
      Object.assign(all.children.web?.vars?.havip ?? {}, { verify: {} });
      Object.assign(all.children.web?.hosts ?? {}, {
        'probe-01': { ...probe, havip_role: 'secondary', private_ip: '172.16.16.9' },
      });
    });
    const added = await cli(['up', three, '--json', '--verify', 'never']);
    expect(added.code, said(added)).toBe(0);
    const [holder = ''] = await holdersOf(lab);
    const configs = () => exec(lab, holder, 'cat /etc/keepalived/keepalived.conf');
    const before = await configs();
    expect(before).toContain('172.16.16.9');

    const refused = await cli(['up', withoutWitness, '--json']);
    expect(refused.code, said(refused)).toBe(2);
    expect(refused.document.errors).toMatchObject([{ code: 'host.former-member', host: PRIMARY }]);
    expect(refused.document.errors[0]?.fix).toMatch(/\btake it down first: `havip-deploy down/);
    expect(await configs()).toBe(before);
    const status = await cli(['status', withoutWitness, '--json']);
    expect(said(status)).toContain('172.16.16.9 was a member of web');

    await exec(lab, 'probe-01', 'systemctl disable --quiet --now keepalived');
    const up = await cli(['up', withoutWitness, '--json', '--verify', 'never']);
    expect(up.code, said(up)).toBe(0);
    expect(await configs()).not.toContain('172.16.16.9');
    expect(await holdersOf(lab)).toEqual([holder]);
  });

  longIt('one that comes during the drills keeps them from passing', async () => {
    const [holder = ''] = await holdersOf(lab);
    const run = startCli(['verify', withoutWitness, '--repeat', '3', '--json']);
    await orTell(
      run,
      waitFor(async () => (await holdersOf(lab)).every((name) => name !== holder)),
    );
    await give();
    const verify = await run.result;
    await take();
    expect(verify.code, said(verify)).not.toBe(0);
    expect(said(verify)).toContain('stranger-answers');
    await waitFor(async () => (await holdersOf(lab)).length === 1);
  });

  longIt(
    'one that only listens to a pair by somebody else’s hand is found before it hears nobody',
    async () => {
      const byHand = (priority: number) => `yum -q -y install keepalived >/dev/null
cat >/etc/keepalived/keepalived.conf <<'END'
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority ${priority}
  virtual_ipaddress {
    ${ADDRESS}/32
  }
}
END
systemctl restart keepalived`;
      const [holder = ''] = await holdersOf(lab);
      for (const node of [PRIMARY, SECONDARY]) await exec(lab, node, byHand(node === holder ? 200 : 150));
      await exec(lab, 'probe-01', byHand(90));
      await waitFor(async () => (await holdersOf(lab)).join() === holder);
      const configs = () => onNodes(lab, 'cat /etc/keepalived/keepalived.conf');
      const before = await configs();
      const up = await cli(['up', withoutWitness, '--json']);
      expect(up.code, said(up)).toBe(2);
      expect(up.document.errors).toMatchObject([{ code: 'host.silent-router', host: PRIMARY }]);
      expect(up.document.errors[0]?.summary).toMatch(/^172\.16\.16\.9 listens/);
      const status = await cli(['status', withoutWitness, '--json']);
      expect(status.document.clusters.web, said(status)).toMatchObject({ holder, healthy: false });
      expect(await configs()).toEqual(before);
      await exec(lab, 'probe-01', 'systemctl disable --quiet --now keepalived');
    },
  );
});
