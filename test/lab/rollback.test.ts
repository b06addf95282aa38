import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { longIt } from '../support/long.ts';
import { type CliResult, cli } from './support/cli.ts';
import {
  exec,
  freshLab,
  holdersOf,
  inventoryWith,
  NODES,
  onNodes,
  PRIMARY,
  removeLab,
  SECONDARY,
} from './support/cluster.ts';
import { ADVERT_MS } from './support/one-move.ts';
import { adverts } from './support/vrrp.ts';
import { type Watched, watching } from './support/watch.ts';

const UNIT = '/etc/systemd/system/keepalived.service.d';

/** Everything about keepalived on a machine, to the byte; the running daemon's program included. */
const WHOLE = `for path in $(find /etc/keepalived /usr/libexec/keepalived /etc/logrotate.d ${UNIT} /usr/sbin/keepalived \
  /var/lib/havip-deploy/pending 2>/dev/null | sort); do
  stat -c '%n %F %a %U:%G' "$path"; [ ! -f "$path" ] || md5sum < "$path"
done
rpm -qa | sort; systemctl show -p ActiveState,UnitFileState keepalived
[ "$(systemctl show -p MainPID keepalived)" = MainPID=0 ] ||
  md5sum < /proc/$(systemctl show -p MainPID keepalived | cut -d= -f2)/exe`;

describe('what cannot be proved is undone', { timeout: 600_000 }, () => {
  let lab: Lab | undefined;
  let base = '';
  const machines = (): Lab => {
    if (lab === undefined) throw new Error('the lab is not up');
    return lab;
  };
  const whole = () => onNodes(machines(), WHOLE);
  const inventory = (name: string, havip: Record<string, unknown>) =>
    inventoryWith(machines(), `${name}.yaml`, { install: { version: '2.2.7' }, ...havip });

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-rollback', yum: ['2.2.7', '2.3.3'] });
    base = await inventory('base', {});
  });
  afterAll(() => removeLab(lab));

  it('a first deployment with VRRP blocked: the machines are bare again', async () => {
    const before = await whole();
    await adverts(machines(), 'lost');
    const refused = await cli(['up', base, '--json']);
    expect(refused.code, refused.stdout).toBe(2);
    expect(refused.document.errors.map(({ code }) => code)).toContain('host.vrrp-blocked');
    expect(await whole()).toEqual(before);
    const up = await cli(['up', base, '--skip-preflight', '--json']);
    await adverts(machines(), 'found');
    expect(up.code, up.stdout).toBe(3);
    expect(up.document.errors.map(({ code }) => code)).toEqual(['verify.two-holders', 'verify.rolled-back']);
    expect(up.document.errors[1]?.detail).toMatch(
      /HAVIP-01: undone: keepalived service, keepalived\.conf, systemd drop-in, log rotation, notify script, package keepalived/,
    );
    expect(up.document.clusters.web).toMatchObject({ holder: null, holders: [] });
    expect(await whole()).toEqual(before);
    expect(await holdersOf(machines())).toEqual([]);
    const back = await cli(['rollback', base, '--json']);
    expect(back.code).toBe(2);
    expect(back.document.errors).toMatchObject([{ code: 'host.nothing-to-roll-back' }]);
  });

  longIt(
    'a first deployment that is proved: nothing to go back to but bare machines, which is refused',
    async () => {
      const up = await cli(['up', base, '--json']);
      expect(up.code, up.stdout).toBe(0);
      const before = await whole();
      const back = await cli(['rollback', base, '--json']);
      expect(back.code).toBe(2);
      expect(back.document.errors).toMatchObject([{ code: 'host.rollback-to-bare' }]);
      expect(await whole()).toEqual(before);
    },
  );

  /** Runs an `up` that has to fail and to leave everything as it found it. */
  async function upIsUndone(
    file: string,
    more: readonly string[],
    exitCode: number,
    codes: readonly string[],
  ): Promise<Watched<CliResult>> {
    const before = await whole();
    const run = await watching(machines(), () => cli(['up', file, '--json', ...more]));
    expect(run.result.code, run.result.stdout).toBe(exitCode);
    expect([...new Set(run.result.document.errors.map(({ code }) => code))]).toEqual(codes);
    expect(await whole()).toEqual(before);
    expect(await holdersOf(machines())).toHaveLength(1);
    expect(run.result.document.clusters.web).toMatchObject({ healthy: true });
    expect(run.bothMs).toBeLessThanOrEqual(ADVERT_MS);
    const again = await cli(['up', base, '--json']);
    expect(again.code, again.stdout).toBe(0);
    for (const node of NODES) expect(again.document.hosts[node]).toMatchObject({ changed: 0, roundTrips: 1 });
    return run;
  }

  /** No drill is as short as this. */
  const IMPOSSIBLE = { verify: { witness: 'probe-01', interval: '10ms', max_interruption: '11ms' } };

  longIt.each([
    ['another e-mail address', { notify: { email: ['ops@example.org'] } }],
    ['another advert interval, on which nodes must agree', { advert_int: 2 }],
    ['another address', { address: undefined, addresses: ['172.16.16.12', '172.16.16.13'] }],
    ['another package', { install: { version: '2.3.3' }, notify: { email: ['ops@example.org'] } }],
  ])('%s, and the drills fail: as before on both nodes', async (name, change) => {
    const file = await inventory(name.replaceAll(/\W/g, '-'), { ...IMPOSSIBLE, ...change });
    const run = await upIsUndone(file, ['--verify', 'always'], 3, [
      'verify.slow-takeover',
      'verify.rolled-back',
    ]);
    const text = run.result.document.errors.at(-1)?.detail ?? '';
    for (const node of NODES) expect(text).toMatch(new RegExp(`${node}: undone: .*keepalived\\.conf`));
    expect(text).toContain('keepalived 2.2.7, MASTER');
    const history = await cli(['history', base]);
    expect(history.stdout.split('\n')[1]).toMatch(/ up {2}\S+ {2}undone$/);
  });

  longIt('a step that fails halfway on the second node: both are as before', async () => {
    const [holder = ''] = await holdersOf(machines());
    const text = `[Service]\nExecReload=\nExecReload=/bin/sh -c 'grep -q broken@ /etc/keepalived/keepalived.conf && exit 1; kill -HUP $MAINPID'\n`;
    await exec(machines(), holder, `cat > ${UNIT}/zz.conf; systemctl daemon-reload`, text);
    const file = await inventory('halfway', { notify: { email: ['broken@example.org'] } });
    const run = await upIsUndone(file, [], 2, ['host.step-failed', 'host.rolled-back']);
    expect(run.moves).toEqual([]);
    expect(run.lost).toBeLessThanOrEqual(1);
    const hosts = run.result.document.hosts;
    expect(hosts[holder]).toMatchObject({ failed: 1 });
    const standby = holder === PRIMARY ? SECONDARY : PRIMARY;
    expect(hosts[standby]?.tasks.at(-1)).toMatchObject({
      name: 'undo',
      changed: true,
      diff: 'undone: keepalived.conf, keepalived service',
    });
    await exec(machines(), holder, `rm ${UNIT}/zz.conf; systemctl daemon-reload`);
  });

  longIt(
    'a rollback that fails: exit 8, how each machine stands, and the command that mends it',
    async () => {
      const before = await whole();
      const [holder = ''] = await holdersOf(machines());
      const standby = holder === PRIMARY ? SECONDARY : PRIMARY;
      const broken = '[Service]\nExecReload=\nExecReload=/bin/false\n';
      await exec(machines(), holder, `cat > ${UNIT}/zz.conf; systemctl daemon-reload`, broken);
      const file = await inventory('fails', { notify: { email: ['ops@example.org'] } });
      const run = await cli(['up', file]);
      await exec(machines(), holder, `rm ${UNIT}/zz.conf; systemctl daemon-reload`);
      expect(run.code).toBe(8);
      expect(run.stdout).toContain(
        `error[rollback.failed]: web: the change could not be undone on ${holder}`,
      );
      const flat = run.stdout.replaceAll(/\s+/g, ' ');
      expect(flat).toContain(`${holder} holds the address (keepalived 2.2.7, MASTER)`);
      expect(flat).toContain(`${standby}: undone: keepalived.conf; undone: keepalived service`);
      expect(flat).toContain('failed: keepalived service');
      const [, command = ''] = new RegExp(`${holder}: (sh \\S+/undo\\.sh)`).exec(flat) ?? [];
      expect(command).toMatch(/^sh \/var\/lib\/havip-deploy\/journal\/web\//);
      expect(await exec(machines(), holder, command)).toContain('undone: keepalived service');
      expect(await exec(machines(), holder, command)).toContain('nothing to do');
      expect(await whole()).toEqual(before);
      expect((await cli(['up', base])).code).toBe(0);
    },
  );

  it('a good change goes back by `rollback`, package and all, by one measured move', async () => {
    const first = await cli(['up', base, '--verify', 'never', '--json']);
    expect(first.code, first.stdout).toBe(0);
    const before = await whole();
    const [from = ''] = await holdersOf(machines());
    const file = await inventory('good', {
      install: { version: '2.3.3' },
      notify: { email: ['ops@example.org'] },
    });
    const up = await cli(['up', file, '--json']);
    expect(up.code, up.stdout).toBe(0);
    const holder = (await holdersOf(machines()))[0] ?? '';
    const changed = await whole();
    const check = await cli(['rollback', file, '--check']);
    expect(check.code, check.stdout).toBe(0);
    expect(check.stderr).toContain('undo: keepalived: 2.2.7-1 -> 2.3.3-1 (yum)');
    expect(await whole()).toEqual(changed);
    const back = await watching(machines(), () => cli(['rollback', file, '--json']));
    expect(back.result.code, back.result.stdout).toBe(0);
    expect(await whole()).toEqual(before);
    expect(back.moves).toEqual([holder === PRIMARY ? SECONDARY : PRIMARY]);
    expect(back.bothMs).toBeLessThanOrEqual(ADVERT_MS);
    expect(back.result.document.clusters.web).toMatchObject({
      healthy: true,
      drills: [{ scenario: 'handover', passed: true }],
    });
    expect([from, holder]).toHaveLength(2);
    const history = await cli(['history', file]);
    expect(history.stdout).toMatch(
      /^web:\n {2}\S+ \S+ UTC {2}rollback [\s\S]*\n {2}\S+ \S+ UTC {2}up {2}\S+ {2}undone\n {4}HAVIP-01 +package keepalived, its download: 2\.2\.7-1 -> 2\.3\.3-1 \(yum\)\n +package keepalived: 2\.2\.7-1 -> 2\.3\.3-1 \(yum\)\n/,
    );
    expect(history.stdout).toMatch(/measured +handover HAVIP-0\d → HAVIP-0\d: \d+ ms/);
    const json = JSON.parse((await cli(['history', file, '--json'])).stdout) as {
      history: { web: { state: string; hosts: Record<string, unknown> }[] };
    };
    expect(json.history.web.map(({ state }) => state)).toContain('kept');
    expect(json.history.web.slice(0, 2)).toMatchObject([
      { command: 'rollback' },
      { state: 'undone', command: 'up' },
    ]);
    expect((await cli(['up', base, '--verify', 'never', '--json'])).document.hosts[PRIMARY]).toMatchObject({
      changed: 0,
    });
  });
});
