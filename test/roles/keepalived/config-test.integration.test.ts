import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { configTest } from '../../../roles/keepalived/programs/config-test.ts';
import type { KeepalivedVars } from '../../../roles/keepalived/vars.ts';
import { FURTHER_SETTINGS } from './further-settings.ts';
import { NODES_FACTS, SETTINGS, severalWith, varsWith } from './sample.ts';

const ALL = [...SETTINGS.filter(([name]) => ['all at once', 'fast'].includes(name)), ...FURTHER_SETTINGS];
const SEVERAL = 'two clusters of the same machines';

/** The first node of every case. */
async function nodes(): Promise<readonly (readonly [string, KeepalivedVars | undefined])[]> {
  const alone = ALL.map(async ([name, havip]) => [name, (await varsWith(havip))[0]] as const);
  const checks = [{ name: 'disk', script: '/bin/true' }];
  const [several] = await severalWith({ web: { checks }, db: { checks } });
  return [...(await Promise.all(alone)), [SEVERAL, several]];
}

const able = process.getuid?.() === 0 && spawnSync('keepalived', ['-v']).status === 0;

/** As on a machine whose kernel has IPVS, which this one's may lack: keepalived itself is to judge. */
const WITH_IPVS = configTest().replaceAll('/proc/net/ip_vs', '/proc/net/dev');

/** A world with the interfaces and scripts that the configurations name, and with nothing else of this machine's. */
const WORLD = `set -e
for card in eth0 eth1 eth2; do ip link add "$card" type veth peer name "other-$card"; ip link set "$card" up; ip link set "other-$card" up; done
ip addr add 172.16.16.5/20 dev eth0
mkdir -p /usr/libexec; mount -t tmpfs none /usr/libexec; mkdir /usr/libexec/keepalived
for case in "$1"/*/; do
  cp "$case"/scripts/* /usr/libexec/keepalived/; chmod 755 /usr/libexec/keepalived/*
  candidate=$case/keepalived.conf
  (${WITH_IPVS}) >"$case/said" 2>&1 && echo accepted >>"$case/said" || echo rejected >>"$case/said"
done`;

const hasIpvs = existsSync('/proc/net/ip_vs') || spawnSync('modprobe', ['-n', 'ip_vs']).status === 0;

const SERVER = 'virtual_server 10.0.0.9 80 {\n lb_algo rr\n lb_kind NAT\n protocol TCP\n}\n';

/** What the role makes of a raw line for the file. */
async function withRawFile(text: string): Promise<string> {
  const [vars] = await varsWith({ raw: { file: text } });
  const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
  if (rendered === undefined || 'problems' in rendered) throw new Error(JSON.stringify(rendered));
  return rendered.files.config;
}

/** A kernel with IPVS has nothing to object to. */
describe.skipIf(!able || hasIpvs)('a kernel without IPVS', () => {
  it.each<[string, () => Promise<string> | string, boolean]>([
    ['a file kept whole', () => SERVER, true],
    ['a raw line', () => withRawFile(SERVER), true],
    ['one that is further in', () => `    ${SERVER}`, true],
    [
      'a comment and a group of addresses',
      () => `# ${SERVER.split('\n')[0]}\nvirtual_server_group G {\n}\n`,
      false,
    ],
    ['none', () => withRawFile('static_routes {\n}'), false],
  ])('%s', async (_name, text, refused) => {
    const candidate = join(mkdtempSync(join(tmpdir(), 'havip-ipvs-')), 'keepalived.conf');
    writeFileSync(candidate, await text(), { mode: 0o640 });
    const { stdout } = spawnSync('unshare', ['-n', 'sh', '-c', `candidate=${candidate}; ${configTest()}`], {
      encoding: 'utf8',
    });
    rmSync(dirname(candidate), { recursive: true });
    expect(/virtual_server needs IPVS/.test(stdout), stdout).toBe(refused);
  });

  it.each([
    ['runs with one', SERVER, 0, false],
    ['does not run', SERVER, 3, true],
    ['runs without one', '', 0, true],
  ])('a keepalived that %s', (_name, inPlace, active, refused) => {
    const folder = mkdtempSync(join(tmpdir(), 'havip-ipvs-'));
    for (const [name, text] of [
      ['candidate', SERVER],
      ['in-place', inPlace],
      ['systemctl', `#!/bin/sh\nexit ${active}\n`],
    ] as const)
      writeFileSync(join(folder, name), text, { mode: 0o755 });
    const world = `mount -t tmpfs none /etc/keepalived; cp ${folder}/in-place /etc/keepalived/keepalived.conf
PATH=${folder}:$PATH; candidate=${folder}/candidate; ${configTest()}`;
    const { stdout } = spawnSync('unshare', ['-n', '-m', 'sh', '-c', world], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(/virtual_server needs IPVS/.test(stdout), stdout).toBe(refused);
  });
});

/** One keepalived after the other in a single world: a world costs more than a test. */
describe.skipIf(!able)('the keepalived of this machine accepts', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'havip-config-test-'));
    for (const [index, [, vars]] of (await nodes()).entries()) {
      const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
      if (rendered === undefined || 'problems' in rendered) throw new Error(JSON.stringify(rendered));
      const { config, notify, checks, hooks } = rendered.files;
      const at = join(folder, String(index));
      mkdirSync(join(at, 'scripts'), { recursive: true });
      writeFileSync(join(at, 'keepalived.conf'), config, { mode: 0o640 });
      writeFileSync(join(at, 'scripts/havip-notify'), notify);
      for (const { path, text } of [...checks, ...hooks])
        writeFileSync(join(at, 'scripts', path.split('/').at(-1) ?? ''), text);
    }
    const made = spawnSync('unshare', ['-n', '-m', 'sh', '-c', WORLD, 'sh', folder], { encoding: 'utf8' });
    expect(made.stderr).toBe('');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([...ALL.map(([name]) => name), SEVERAL].map((name, index) => [name, index] as const))(
    '%s',
    (_name, index) => {
      const said = readFileSync(join(folder, String(index), 'said'), 'utf8');
      // 2.2.5 to 2.2.7 end themselves over a script of another user, and have not judged it.
      expect(said.replace('Terminated\n', '')).toBe('accepted\n');
    },
  );
});

/** A configuration that 2.2.7 runs with, and of whose test it makes no end. */
const ENDLESS = `track_file one {
  file "/tmp/one"
}
vrrp_instance A {
  interface eth0
  virtual_router_id 51
  track_file {
    nope weight 1
  }
  virtual_ipaddress {
    172.16.16.12
  }
}
`;

describe('the judgement of the config test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'havip-config-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const candidate = join(folder, 'keepalived.conf');
  const program = (own = configTest()) =>
    `PATH=${folder}:$PATH; candidate=${candidate}\n${own.replace('timeout -k 1 30', 'timeout -k 1 1')}`;
  /** Of a keepalived that does this when it is asked about a file; `running`: there is one in place, which runs. */
  const judged = (asked: string, running = false): { status: number | null; stdout: string } => {
    const body = `case "$*" in *--help*) echo '  -t, --config-test' ;; *) ${asked} ;; esac`;
    writeFileSync(join(folder, 'keepalived'), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\n${running}\n`, { mode: 0o755 });
    return spawnSync('sh', ['-eu', '-c', program()], { encoding: 'utf8' });
  };
  const rejected = expect.stringMatching(
    /^keepalived -t rejects the new configuration; .*\n.*Unknown keyword/,
  );

  it.each([
    ['is content', 'true', 0, ''],
    ['ends itself by SIGTERM, as 2.2.7 does', 'kill $$', 0, ''],
    ['crashes', 'kill -SEGV $$', 0, ''],
    ['does not end', 'exec sleep 600', 0, ''],
    ['does not end and heeds nothing but SIGKILL', "trap '' TERM; while :; do sleep 0.1; done", 0, ''],
    ['objects and does not end', 'echo Unknown keyword >&2; exec sleep 600', 1, rejected],
    ['objects', 'echo Unknown keyword >&2', 1, rejected],
    ['fails without a word', 'exit 3', 1, 'keepalived -t ended with 3 and said nothing\n'],
  ])('one that %s', (_name, asked, status, stdout) => {
    expect(judged(asked)).toMatchObject({ status, stdout });
  });

  const line = (number: number) => `echo "($3: Line ${number}) Unknown keyword" >&2`;
  const another = 'case $3 in /etc/*) ;; *) echo Another one >&2 ;; esac';
  it.each([
    ['none', 'echo Unknown keyword >&2', true, 0],
    [
      'none, though it stands in another line',
      `case $3 in /etc/*) ${line(3)} ;; *) ${line(7)} ;; esac`,
      true,
      0,
    ],
    ['one where nothing runs', 'echo Unknown keyword >&2', false, 1],
    ['one beside another', `echo Unknown keyword >&2; ${another}`, true, 1],
  ])('what it has against the file in place, too, is %s', (_name, asked, running, expected) => {
    const { status, stdout } = judged(asked, running);
    expect(status).toBe(expected);
    if (asked.includes('Another')) expect(stdout).toMatch(/untouched:\nAnother one\n$/);
  });

  it.skipIf(!able)('of a file that the keepalived of this machine may judge for ever ends', () => {
    writeFileSync(candidate, ENDLESS, { mode: 0o640 });
    rmSync(join(folder, 'keepalived'), { force: true });
    writeFileSync(join(folder, 'systemctl'), '#!/bin/sh\nfalse\n', { mode: 0o755 });
    const world = `ip link add eth0 type veth peer name other\n${program()}`;
    const { status, stdout } = spawnSync('unshare', ['-n', 'sh', '-eu', '-c', world], { encoding: 'utf8' });
    // Others than 2.2.7 name what is wrong.
    if (status === 0) expect(stdout).toBe('');
    else expect([status, stdout]).toEqual([1, expect.stringContaining('track file nope not found')]);
  });
});
