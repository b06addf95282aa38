import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostPlan } from '../../../src/engine/plan.ts';
import { type Said, type Shell, shells } from '../../support/shells.ts';
import { CASES, type Case } from './folder-kinds.ts';
import { FolderMachine } from './folder-machine.ts';
import { HOSTILE, sources } from './folder-sources.ts';

const { all, close } = shells();
const owner = { owner: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };
const server = createServer((request, response) => {
  createReadStream(join(sources, request.url ?? '')).pipe(response);
});
let address = '';
const courses = new Map<Shell, Course>();

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // At the same time: they wait for their programs, one after the other.
  await Promise.all(
    all.map(async (shell) => {
      const machine = new FolderMachine(shell);
      courses.set(shell, await course(machine));
      machine.close();
    }),
  );
}, 600_000);
afterAll(() => {
  server.close();
  rmSync(sources, { recursive: true });
  close();
});

/** What a machine came to, step by step: everything on it, and what was planned. */
interface Course {
  readonly cases: readonly Case[];
  readonly start: readonly string[];
  readonly checked: readonly string[];
  readonly planned: HostPlan;
  readonly held: readonly boolean[];
  readonly made: readonly string[];
  readonly again: HostPlan;
  readonly undone: Said;
  readonly back: readonly string[];
  readonly twice: readonly string[];
}

/** All kinds at once, each in a folder of its own, as a play has them. */
async function course(machine: FolderMachine): Promise<Course> {
  const web = await machine.fetches(`${address}/image.bin`);
  const cases = CASES.filter((each) => web || each.web !== true);
  const paths = cases.map((_, index) => join(machine.root, String(index), HOSTILE.trimEnd(), 'thing'));
  for (const [index, path] of paths.entries()) {
    mkdirSync(dirname(path), { recursive: true });
    cases[index]?.before?.(path);
  }
  const wanted = () => cases.map(({ wanted: make }, index) => make(paths[index] ?? '', owner, address));
  const start = machine.snapshot();
  const planned = await machine.plan(...wanted());
  const checked = machine.snapshot();
  await machine.apply(planned);
  const held = cases.map(({ holds }, index) => holds(paths[index] ?? ''));
  const made = machine.snapshot();
  const again = await machine.plan(...wanted());
  const undone = await machine.undo();
  const back = machine.snapshot();
  await machine.undo();
  return { cases, start, checked, planned, held, made, again, undone, back, twice: machine.snapshot() };
}

describe.each(all)('with $name as sh', (shell) => {
  const came = () => {
    const seen = courses.get(shell);
    if (seen === undefined) throw new Error('no course was taken');
    return seen;
  };

  it.each(CASES)('$what', (each) => {
    const seen = came();
    const index = seen.cases.indexOf(each);
    if (index < 0) return expect(each.web).toBe(true);
    const of = (snapshot: readonly string[]) => snapshot.filter((name) => name.startsWith(`${index}/`));
    const planned = seen.planned.items[index]?.planned;
    expect(planned?.state === 'blocked' ? planned.problem.summary : planned?.state).toBe('change');
    expect(of(seen.checked)).toEqual(of(seen.start));
    expect(seen.held[index]).toBe(true);
    expect(of(seen.made)).not.toEqual(of(seen.start));
    expect(seen.again.items[index]?.planned).toMatchObject({ state: 'unchanged' });
    expect(of(seen.back)).toEqual(of(seen.start));
    expect(of(seen.twice)).toEqual(of(seen.start));
  });

  it('an undo tells of each step', () => {
    const seen = came();
    expect(seen.undone).toMatchObject({ status: 0 });
    expect(seen.undone.output.match(/^undone: /gm)).toHaveLength(seen.cases.length);
  });
});
