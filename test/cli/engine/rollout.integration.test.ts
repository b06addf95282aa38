import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noPostgres, Postgres } from '../../rollout/conformance/postgres.ts';
import { EVERY_ROW } from '../../support/long.ts';
import { type Bench, type CommandResult, command, startBench } from '../support/in-process.ts';

// A server, a worker and their polling on a machine that is busy with something else.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const missing = EVERY_ROW ? noPostgres() : 'left to npm run test:long';
const called = `rollouts on PostgreSQL${missing === undefined ? '' : `: ${missing}`}`;

const VAULT = 'vault-Passw0rd';
const SECRETS = { inVault: 'Tr0ub4dor-vault', inEnvironment: 'Tr0ub4dor-env', inFile: 'Tr0ub4dor-file' };

const PLAYBOOK = `import { file, play, playbook } from 'havip-deploy';
export default playbook({ name: 'site', strategy: 'free', plays: [
  play({ name: 'files', hosts: 'all', tasks: ({ vars }) => [file({ path: '/nonexistent/x', content: String(vars.db_password) })] }),
] });
`;

let postgres: Postgres;
let bench: Bench;
let passwordFile: string;
const ending = new AbortController();
let worker: Promise<CommandResult>;

const world = () => ({
  environment: {
    HAVIP_DEPLOY_ENGINE: postgres.url,
    ANSIBLE_VAULT_PASSWORD_FILE: passwordFile,
    DB_ENV: SECRETS.inEnvironment,
  },
});
const rollout = (...words: readonly string[]) => command(['rollout', ...words], world());

/** Two hosts that refuse connections; all of it is in folders of their own. */
async function inventory(): Promise<string> {
  const secret = await bench.write('.secret', SECRETS.inFile);
  const encrypted = await command(
    ['vault', 'encrypt-string', SECRETS.inVault, '--name', 'ansible_password'],
    world(),
  );
  expect(encrypted).toMatchObject({ code: 0 });
  return bench.write(
    'inventory.yaml',
    `all:
  hosts:
    one: { ansible_host: 127.0.0.1, ansible_port: 9 }
    two: { ansible_host: 127.0.0.1, ansible_port: 9 }
  vars:
    db_password: "{{ lookup('env', 'DB_ENV') }}"
    api_token: "{{ lookup('file', '${secret}') }}"
${encrypted.out.replaceAll(/^/gm, '    ').trimEnd()}
`,
  );
}

/** Asks until a rollout stands as it should. */
async function until(id: string, state: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { out } = await rollout('show', id, '--json');
    const view = JSON.parse(out) as Record<string, unknown>;
    if (view.state === state) return view;
  }
}

describe.skipIf(missing !== undefined)(called, () => {
  beforeAll(async () => {
    postgres = await Postgres.start();
    bench = await startBench();
    passwordFile = await bench.write('.vault-password', VAULT);
    worker = command(['worker'], { ...world(), interrupted: ending.signal });
  });
  afterAll(async () => {
    ending.abort(143);
    await worker;
    await postgres.close();
    await bench.close();
  });

  it('are submitted, approved, carried out as they were submitted, and told; no secret is in the database', async () => {
    const path = await inventory();
    const playbook = await bench.write('site.ts', PLAYBOOK);
    const words = [
      'run',
      playbook,
      '-i',
      path,
      '--waves',
      '1,100%',
      '--max-failures',
      '5',
      '--pause',
      '--engine',
    ];
    const { code, out, err } = await command([...words, '--detach'], world());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const id = out.trim();
    expect(await until(id, 'waiting')).toMatchObject({ waitsFor: { name: 'wave 1 of 2' } });
    // Whatever becomes of the files, what was submitted is carried out.
    await writeFile(path, 'all: {}\n');
    await writeFile(playbook, 'throw new Error("another one");\n');
    expect(await rollout('approve', id)).toMatchObject({ code: 0, out: `rollout ${id}: wave 1 of 2: yes\n` });
    for (;;) {
      const { out: text } = await rollout('show', id);
      if (text.includes('wave 2 of 2')) break;
    }
    await rollout('approve', id);
    const attached = await command(['rollout', 'attach', id, '--json'], world());
    expect(attached.code).toBe(4);
    expect(JSON.parse(attached.out)).toMatchObject({
      command: 'run',
      rollout: id,
      exitCode: 4,
      hosts: { one: { unreachable: true }, two: { unreachable: true } },
    });
    expect((await rollout('show', id)).out).toMatch(
      /1 +one +failed +one: 127\.0\.0\.1:9 refuses connections/,
    );
    expect(await rollout('pause', id)).toMatchObject({ code: 5 });
    const dump = await postgres.dump();
    expect(dump).toContain("lookup('env', 'DB_ENV')");
    for (const secret of [VAULT, ...Object.values(SECRETS)]) expect(dump).not.toContain(secret);
  });

  it('are reported while they go on, and removed when they ended long ago', async () => {
    const path = await bench.write(
      'pruned.yaml',
      'all: { hosts: { three: { ansible_host: 127.0.0.1, ansible_port: 9 } } }\n',
    );
    const playbook = await bench.write('site.ts', PLAYBOOK.replace('vars.db_password', "'pruned'"));
    const words = `run ${playbook} -i ${path} --waves 100% --max-failures 5 --pause --engine --detach`.split(
      ' ',
    );
    const id = (await command(words, world())).out.trim();
    await until(id, 'waiting');
    const folder = `${bench.folder}/so-far`;
    const shown = await rollout('show', id, '--report', folder);
    expect(shown).toMatchObject({ code: 0, err: expect.stringContaining('report.html') });
    const report = JSON.parse(await readFile(`${folder}/report.json`, 'utf8'));
    expect(report.unfinished).toContain('(waiting): of 1 units, 0 passed');
    expect(await readFile(`${folder}/report.html`, 'utf8')).toContain('The rollout has not ended');
    expect((await rollout('prune', '--forget', 'three')).err).toContain('no rollout has ever ended three');
    await rollout('approve', id);
    await until(id, 'done');
    await postgres.age(id, 91);
    expect(await rollout('prune', '--check')).toMatchObject({
      code: 0,
      out: `would be removed: rollout ${id}\n`,
    });
    expect(await postgres.dump()).toContain(id);
    const pruned = await rollout('prune', '--forget', 'three', '--json');
    expect(JSON.parse(pruned.out)).toEqual({
      ...{ rollouts: [id], forgotten: ['three'] },
      ...{ files: expect.any(Number), workers: 0 },
    });
    expect(JSON.parse(pruned.out).files).toBeGreaterThan(0);
    const dump = await postgres.dump();
    for (const gone of [id, 'three', 'pruned']) expect(dump).not.toContain(gone);
    expect(await rollout('prune')).toMatchObject({ code: 0, out: 'Nothing is to be removed.\n' });
  });

  it('are decided about by several: who comes too late is told what counts', async () => {
    const path = await bench.write(
      'held.yaml',
      `all: { hosts: { held: { ansible_host: 127.0.0.1, ansible_port: ${bench.port} } } }\n`,
    );
    const playbook = await bench.write('site.ts', PLAYBOOK.replace('vars.db_password', "''"));
    const words = ['run', playbook, '-i', path, '--waves', '100%', '--pause', '--engine', '--detach'];
    const id = (await command(words, world())).out.trim();
    await until(id, 'waiting');
    // As if somebody else had been faster by a moment: what stands in the database is not what was seen.
    const both = await Promise.all([rollout('approve', id), rollout('approve', id, '--no')]);
    const well = both.filter(({ code }) => code === 0);
    expect(well).toHaveLength(1);
    expect(both.find(({ code }) => code === 5)?.err).toMatch(
      /has been answered by somebody else: (yes|no)|waits for nobody's word/,
    );
    await rollout('cancel', id);
    for (const late of ['pause', 'resume', 'approve'])
      expect(await rollout(late, id)).toMatchObject({
        code: 5,
        err: expect.stringMatching(/\[usage\.rollout-over\].*(is cancelled|has ended)/),
      });
  });

  it('are cancelled, or not known', async () => {
    const path = await bench.write(
      'plain.yaml',
      'all: { hosts: { one: { ansible_host: 127.0.0.1, ansible_port: 9 } } }\n',
    );
    const playbook = await bench.write('site.ts', PLAYBOOK.replace('vars.db_password', "''"));
    const { out } = await command(
      ['run', playbook, '-i', path, '--waves', '100%', '--pause', '--engine', '--detach'],
      world(),
    );
    const id = out.trim();
    await until(id, 'waiting');
    expect(await rollout('cancel', id)).toMatchObject({ code: 0 });
    await until(id, 'cancelled');
    expect(await rollout('attach', id)).toMatchObject({ code: 130 });
    expect((await rollout('show', id)).out).toMatch(/^1 +one +not-begun$/m);
    const unknown = await rollout('show', 'nothing');
    expect(unknown.code).toBe(5);
    expect(unknown.err).toContain(`the engine has no rollout nothing`);
    expect(unknown.err).toContain(id);
  });

  it('stand in the log of their worker, which finishes at a signal: how each unit ended, after how long, and why', async () => {
    ending.abort(143);
    const { code, err } = await worker;
    expect(code).toBe(0);
    expect(err).toMatch(/^\S+Z rollout \S+, one: begun$/m);
    expect(err).toMatch(
      /^\S+Z rollout \S+, one: failed after \d+\.\d s: one: 127\.0\.0\.1:9 refuses connections$/m,
    );
    for (const secret of [VAULT, ...Object.values(SECRETS)]) expect(err).not.toContain(secret);
  });
});
