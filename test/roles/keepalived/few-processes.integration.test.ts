import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { keepalived } from '../../../roles/keepalived/index.ts';
import { observeProgram, parseObservation } from '../../../src/engine/facts/observe.ts';
import { LOADED_FILE, stateFileOf } from '../../../src/havip/cluster/paths.ts';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { preflightFacts } from '../../../src/havip/preflight/index.ts';
import { type Fact, fileFact } from '../../../src/index.ts';
import { leaseFact } from '../../../src/run/lock/lease-fact.ts';
import { journalFact } from '../../../src/run/undo/history/unit-journal.ts';
import { NODES_FACTS, varsWith } from './sample.ts';

const M = '@m';
const WRITTEN = [
  '/etc/keepalived/keepalived.conf',
  '/usr/libexec/keepalived/havip-notify',
  '/etc/systemd/system/keepalived.service.d/havip-deploy.conf',
  '/etc/logrotate.d/havip-deploy',
];

/** Processes counted by their ids, in a namespace in which nobody else starts any. */
const NAMESPACE = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];
const canCount = spawnSync('unshare', [...NAMESPACE, 'true']).status === 0;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'havip-processes-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
  rmSync(`${root}.counting`, { force: true });
});

/** Everything that a run with nothing to do reads of a node. */
async function factsOfNode(): Promise<readonly Fact<unknown>[]> {
  const [vars] = await varsWith({});
  if (vars === undefined) throw new Error('no cluster');
  const { cluster, member } = vars;
  const all = [
    ...keepalived.facts({ vars, cluster, member, host: member.host }),
    ...preflightFacts,
    leaseFact,
    journalFact({ name: 'web' }),
  ];
  return [...new Map(all.map((fact) => [fact.id, fact])).values()];
}

/** The same program on a machine whose files are below a folder. */
const below = (program: string) =>
  program.replaceAll(/\/(?=(?:etc|usr|var)\/)|\/(?=run\/keepalived)/g, `${root}/`);

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** With a process that is called keepalived, and with a note that it has loaded the file in place. */
const SERVING = (stateFile: string) => `cp /bin/sleep "$root/keepalived"
"$root/keepalived" 60 & pid=$!
until read -r name <"/proc/$pid/comm" && [ "$name" = keepalived ]; do :; done
read -r boot </proc/sys/kernel/random/boot_id
set -- $(cat "/proc/$pid/stat") && shift 21
mkdir -p "$root${dirname(LOADED_FILE)}" "$root${dirname(stateFile)}"
echo "$pid $1 $boot $(stat -c '%i %Z' "$root${WRITTEN[0]}")" >"$root${LOADED_FILE}"
printf '{"v":1,"state":"BACKUP","boot_id":"%s","keepalived_pid":%s}\\n' "$boot" "$pid" >"$root${stateFile}"
set --`;

function run(shell: string, before: string, program: string): { count: number; said: string[] } {
  // Beside the folders of what it runs, none of which may be itself: it would start itself without end.
  const script = `${root}.counting`;
  const own = 'sh -c \'echo "$$"\'';
  const whole = `root=${root}\n${before}\nfrom=$(${own})\n${program}\nto=$(${own})\necho "count $((to - from - 2))"\n`;
  writeFileSync(script, whole);
  const output = execFileSync('unshare', [...NAMESPACE, ...shell.split(' '), script], {
    timeout: 60_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const count = /^count (\d+)$/m.exec(output)?.[1];
  return { count: Number(count), said: parseObservation(output, M, 99) ?? output.split(`\n${M} `).slice(1) };
}

/** A process costs a machine some milliseconds, and a thousand machines as many times that. */
describe.skipIf(!canCount)('what is read of a node starts few processes', () => {
  // 18 and 26 with dash, 21 and 31 with bash, when this was written; the rest is for other tools on another machine.
  it.each([
    ['dash', 20, 29],
    ['bash', 24, 34],
  ])('%s', async (shell, bare, serving) => {
    const facts = await factsOfNode();
    const program = below(observeProgram(facts, M));
    expect(run(shell, '', program).count).toBeLessThanOrEqual(bare);
    for (const path of WRITTEN) put(path, `# ${path}\n`);
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const { count, said } = run(shell, SERVING(stateFileOf(vars.cluster)), program);
    const of = (id: string) => {
      const index = facts.findIndex((fact) => fact.id === id);
      return said.find((part) => part.startsWith(`${index}\n`)) ?? '';
    };
    // It is what it is to be: a daemon that was found, files that were read.
    expect(of(daemonFact(vars.cluster).id)).toContain('loaded=yes');
    expect(of(fileFact(below(WRITTEN[0] ?? '')).id.replace(root, ''))).toContain('content=\n# /etc');
    expect(count).toBeLessThanOrEqual(serving);
  });
});

/** What comes before the lease is on the way of every first deployment. */
describe.skipIf(!canCount)('a bare node that is read under the lease starts hardly any before', () => {
  it.each([
    ['dash', 4],
    ['bash', 6],
  ])('%s', async (shell, most) => {
    const ahead = keepalived.preflight?.ahead;
    const leading = ahead?.facts ?? [];
    const ids = new Set(leading.map(({ id }) => id));
    const facts = [...leading, ...(await factsOfNode()).filter(({ id }) => !ids.has(id))];
    const program = below(observeProgram(facts, M, leading.length, ahead?.bare));
    // It ends where that is all; a shell of its own lets the counting go on.
    const { count, said } = run(shell, '', `(\n${program}\n)`);
    expect(said).toHaveLength(leading.length + 1);
    // That shell is one of them.
    expect(count - 1).toBeLessThanOrEqual(most);
  });
});

/** Whoever waits for a node to be ready waits for what keepalived calls. */
describe.skipIf(!canCount)('the notify script starts few processes', () => {
  it.each(['dash', 'bash'])('%s', async (shell) => {
    const [vars] = await varsWith({});
    const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
    if (vars === undefined || rendered === undefined || 'problems' in rendered)
      throw new Error('not rendered');
    // Whose log it would be.
    put('notify', below(rendered.files.notify).replaceAll('logger ', ': '));
    const call = (state: string) => `${shell} ${root}/notify INSTANCE VI_1 ${state} 250`;
    const { count } = run(shell, call('BACKUP'), call('MASTER'));
    const written: unknown = JSON.parse(readFileSync(join(root, stateFileOf(vars.cluster)), 'utf8'));
    expect(written).toMatchObject({ state: 'MASTER', seq: 2 });
    // 8 with dash and 9 with bash, when this was written: its shell, the lock, two files that are read by their first
    // bytes, the addresses, the date, the rename, and a mode.
    expect(count).toBeLessThanOrEqual(10);
  });
});

describe('facts that need no subshell', () => {
  const ENDS = /(?:^|[\s;{(|&])(?:exit|cd|return|set -|exec|trap|unset|shift)(?=[\s;]|$)/m;

  it('neither end the shell nor change it for others', async () => {
    const plain = (await factsOfNode()).filter((fact) => fact.plain);
    expect(plain.length).toBeGreaterThan(10);
    // What stands in a subshell of its own, or is for another program to read.
    const bare = (program: string) =>
      program.replaceAll(/\(\n[\s\S]*\n\)/g, '').replaceAll(/<<'(\w+)'\n[\s\S]*?\n\1/g, '');
    const wrong = plain.filter(({ program }) => ENDS.test(bare(program)));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it.each(['dash', 'bash', 'busybox sh'])(
    'leave others their turn where nothing is as it should be: %s',
    async (shell) => {
      const facts = await factsOfNode();
      // No program is there, and a folder stands where files should be.
      for (const path of [...WRITTEN, '/var/lib/havip-deploy/lock/lease', '/var/lib/havip-deploy/proof/web'])
        mkdirSync(join(root, path), { recursive: true });
      const [command = '', ...words] = shell.split(' ');
      const at = execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim();
      const { stdout } = spawnSync(at, [...words, '-c', below(observeProgram(facts, M))], {
        encoding: 'utf8',
        env: { PATH: '/nowhere' },
        timeout: 60_000,
      });
      // `cat` passes on what was read beside the others.
      const beside = facts.filter(({ waits }) => waits).length;
      expect(stdout.match(/^@m \d+$/gm)?.length).toBeGreaterThanOrEqual(facts.length - beside);
      expect(stdout).toMatch(/^@m end$/m);
    },
  );
});
