import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../bench/examples.ts';
import { type Lab, startPing } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { ADDRESS, exec, holdersOf, onNodes, PRIMARY, removeLab, SECONDARY } from './support/cluster.ts';
import { offerByApt, withoutYum } from './support/debian.ts';
import { deployedLab } from './support/deployed.ts';

/** Some hosts only, where the same on the others would prove nothing more. */
const LIMITS: Readonly<Record<string, string>> = { database: SECONDARY };

describe('the playbooks of examples/ on a pair that serves', () => {
  let lab: Lab | undefined;
  let folder = '';
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };

  beforeAll(async () => {
    lab = await deployedLab({ name: 'test-examples', cloud: 'none' });
    await withoutYum(lab);
    await offerByApt(lab, 'mariadb');
    folder = await mkdtemp(join(tmpdir(), 'havip-examples-'));
  });
  afterAll(async () => {
    await removeLab(lab);
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs one twice; the second run has nothing to do. */
  async function twice(name: string): Promise<void> {
    const { before, vars } = EXAMPLES[name] ?? { before: 'exit 1' };
    await onNodes(machines(), before);
    const own = await mkdtemp(join(folder, 'own-'));
    const hosts = LIMITS[name];
    const words = [
      ...['run', resolve('examples', `${name}.ts`), '-i', machines().inventoryFile, '--json'],
      ...(vars ? ['-e', JSON.stringify(vars([PRIMARY, SECONDARY], own))] : []),
      ...(hosts ? ['--limit', hosts] : []),
    ];
    const first = await cli(words, { cwd: own });
    expect(first, first.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    const changed = ({ document }: typeof first) =>
      Object.values(document.hosts).reduce((sum, host) => sum + host.changed, 0);
    expect(changed(first)).toBeGreaterThan(0);
    const second = await cli(words, { cwd: own });
    expect(second, second.stderr).toMatchObject({ code: 0, document: { errors: [] } });
    expect(changed(second), JSON.stringify(second.document.hosts)).toBe(0);
  }

  const REBOOT = 'rolling-reboot';
  // A release with rescue is the same and more.
  const once = Object.keys(EXAMPLES).filter((name) => name !== REBOOT && name !== 'release');

  it.each(once)('%s', twice);
  longIt('release', () => twice('release'));

  it(`${REBOOT}: the standby first, the address handed over before its holder boots`, async () => {
    const [from] = await holdersOf(machines());
    const boots = () => onNodes(machines(), 'stat -c %Y /proc/1');
    const before = await boots();
    const ping = await startPing(machines(), 'probe-01', ADDRESS, 0.1);
    const run = twice(REBOOT);
    await run.catch(() => undefined);
    const { sent, replies } = await ping.stop();
    await run;
    expect(sent - replies.length).toBeLessThanOrEqual(1);
    expect(await holdersOf(machines())).toEqual([from === PRIMARY ? SECONDARY : PRIMARY]);
    const after = await boots();
    for (const [index, seen] of after.entries()) expect(seen).not.toBe(before[index]);
    expect(await exec(machines(), PRIMARY, 'ls /var/run/reboot-required 2>/dev/null || true')).toBe('');
  });
});
