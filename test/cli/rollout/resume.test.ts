import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thisProcess } from '../../../src/engine/lease/control-process.ts';
import { type Bench, command, startBench } from '../support/in-process.ts';

const SECRET = 'hunter2hunter2';

let bench: Bench;
/** Where journals lie. */
let folder: string;

beforeAll(async () => {
  bench = await startBench();
  folder = join(bench.folder, 'state/havip-deploy/rollouts');
});
afterAll(() => bench.close());

/** A host on this machine that is as it should be, and one that cannot be reached. */
async function files(more: { motd?: string; strategy?: string; playbook?: string } = {}) {
  const { motd = 'hello', strategy = "strategy: 'free', ", playbook = '' } = more;
  const place = join(bench.folder, 'motd');
  await writeFile(place, 'hello');
  return {
    INVENTORY: await bench.write(
      'hosts.yaml',
      `all:\n  hosts:\n    near: { ansible_connection: local, motd: ${motd} }\n    far: { ansible_host: 127.0.0.1, ansible_port: ${bench.port}, ansible_password: ${SECRET} }\n`,
    ),
    PLAYBOOK: await bench.write(
      // A module is loaded once under each name.
      `motd-${[...strategy, ...playbook].length}.ts`,
      `import { file, play, playbook } from 'havip-deploy';${playbook}
export default playbook({ name: 'motd', ${strategy}plays: [
  play({ name: 'motd', hosts: 'all', tasks: () => [file({ path: ${JSON.stringify(place)}, content: 'hello', name: 'motd ${SECRET}' })] }),
] });\n`,
    ),
    MOTD: place,
  };
}

async function roll(places: Readonly<Record<string, string>>, line: string) {
  const words = line.split(' ').map((word) => places[word] ?? word);
  const world = { environment: { XDG_STATE_HOME: join(bench.folder, 'state') } };
  const before = bench.connects();
  const result = await command(words, world);
  return { ...result, connects: bench.connects() - before };
}

const ROLL = 'run PLAYBOOK -i INVENTORY --waves 1,100%';

/** A rollout whose second wave has failed; its id. */
async function begun(places: Readonly<Record<string, string>>): Promise<string> {
  const { code, err } = await roll(places, ROLL);
  expect([code, err]).toEqual([4, expect.stringContaining('should it be cut off')]);
  const [run] = /(?<=--resume )\S+/.exec(err) ?? [];
  return run ?? '';
}

/** One for all that is refused, which leaves it as it is. */
let rollout: Promise<string> | undefined;

describe('a rollout in waves that did not come to its end', () => {
  it('leaves nothing behind once it is whole', async () => {
    const places = await files();
    await rm(folder, { recursive: true, force: true });
    const { code } = await roll(places, `${ROLL} --limit near`);
    expect([code, await readdir(folder)]).toEqual([0, []]);
  });

  it('goes on where it stands; what was finished is told and not contacted', async () => {
    const places = await files();
    const run = await begun(places);
    // Whoever looked would find it changed.
    await writeFile(places.MOTD, 'changed by somebody');
    const { code, out, connects } = await roll(places, `${ROLL} --json --resume ${run}`);
    expect([code, connects > 0]).toEqual([4, true]);
    expect(JSON.parse(out)).toMatchObject({
      hosts: { near: { ok: 1, changed: 0 }, far: { unreachable: true } },
    });
    expect(await readFile(places.MOTD, 'utf8')).toBe('changed by somebody');
  });

  it('tells how at its beginning and at its end', async () => {
    const places = await files();
    const { err } = await roll(places, ROLL);
    const [, run] = /note rollout (\S+): should it be cut off, the same command line/.exec(err) ?? [];
    expect(err).toContain(`note what is left of the rollout ${run} is taken up by --resume ${run}`);
    expect((await roll(places, `${ROLL} --resume ${run}`)).err).toContain(
      `rollout ${run} goes on: what was finished is told from its journal, and not contacted`,
    );
  });

  it('keeps a journal for its owner alone, and no secret in it', async () => {
    const run = await begun(await files());
    const text = await readFile(join(folder, `${run}.jsonl`), 'utf8');
    expect(text).toContain('"step":"all 1 near"');
    expect(text).toContain('motd ********');
    expect(text).not.toContain(SECRET);
  });

  it.each<[string, Parameters<typeof files>[0], string, string]>([
    ['another inventory', { motd: 'bye' }, ROLL, 'began (near: motd differs)'],
    ['another playbook', { playbook: '\n// changed' }, ROLL, 'the playbook is another one'],
    ['other waves', {}, 'run PLAYBOOK -i INVENTORY --waves 2', 'the options are others'],
    ['other options', {}, `${ROLL} --max-failures 1`, 'the options are others'],
    ['fewer hosts', {}, `${ROLL} --limit far`, 'began (near: is not among them any more)'],
    ['no waves', {}, 'run PLAYBOOK -i INVENTORY', 'there is no --waves'],
    ['a check', {}, `${ROLL} --check`, '--check does nothing that could be taken up'],
    ['plays that wait for each other', { strategy: '' }, ROLL, 'the plays of motd wait for each other'],
  ])('is not taken up with %s', async (_what, changed, line, text) => {
    rollout ??= begun(await files());
    const run = await rollout;
    const { code, err, connects } = await roll(await files(changed), `${line} --resume ${run}`);
    expect([code, connects]).toEqual([5, 0]);
    expect(err).toContain(text);
  });

  it('is kept with the newest of its kind, and as long as its process lives', async () => {
    const places = await files();
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const old = Array.from(
      { length: 25 },
      (_, day) => `2025-01-${String(day + 1).padStart(2, '0')}T00-00-00-000Z`,
    );
    for (const each of [...old, 'mine']) await writeFile(join(folder, `${each}.jsonl`), '');
    const [living] = old;
    await writeFile(join(folder, `${living}.jsonl.owner`), JSON.stringify(thisProcess()));
    const run = await begun(places);
    const left = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
    expect(left).toEqual([living, ...old.slice(6), run, 'mine'].map((each) => `${each}.jsonl`));
    await rm(folder, { recursive: true, force: true });
  });

  it('is named where it is not known, with those that are', async () => {
    const places = await files();
    const run = await begun(places);
    for (const unknown of ['2026-01-01T00-00-00-000Z', '../../etc/passwd']) {
      const { code, err } = await roll(places, `${ROLL} --resume ${unknown}`);
      expect(code).toBe(5);
      expect(err.replaceAll(/\s+/g, ' ')).toContain(run);
    }
  });

  it('is not taken up while its process lives', async () => {
    const places = await files();
    const run = await begun(places);
    const owner = join(folder, `${run}.jsonl.owner`);
    await writeFile(owner, JSON.stringify(thisProcess()));
    const { code, err } = await roll(places, `${ROLL} --resume ${run}`);
    expect([code, err]).toEqual([7, expect.stringContaining(`(process ${process.pid})`)]);
    // One that has ended is in nobody's way.
    await writeFile(owner, JSON.stringify({ ...thisProcess(), pidStart: '1' }));
    expect((await roll(places, `${ROLL} --resume ${run}`)).code).toBe(4);
  });

  it.each([
    ['a line that was cut off', '{"step":"all 1 far","value":{"verd', 4, 'goes on'],
    ['a line of something else', 'what?\n', 5, 'is not as this program wrote it'],
  ])('%s at the end of its journal', async (_what, text, expected, told) => {
    const places = await files();
    const run = await begun(places);
    await appendFile(join(folder, `${run}.jsonl`), text);
    const { code, err } = await roll(places, `${ROLL} --resume ${run}`);
    expect([code, err]).toEqual([expected, expect.stringContaining(told)]);
  });

  it('goes without a journal where none can be kept', async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(bench.folder, 'state/havip-deploy'), { recursive: true });
    await writeFile(folder, 'no folder');
    const { code, err } = await roll(await files(), `${ROLL} --limit near`);
    await rm(folder);
    expect([code, err]).toEqual([0, expect.stringContaining('cannot be taken up should it be cut off')]);
  });
});
