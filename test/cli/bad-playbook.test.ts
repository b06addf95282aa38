import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let inventory: string;

beforeAll(async () => {
  bench = await startBench();
  inventory = await bench.write('inventory.yaml', inventoryText(bench.port));
});
afterAll(() => bench.close());

const shown = (text: string) => text.replaceAll(`${bench.folder}/`, '').replaceAll(/book\d+/g, 'book');

let books = 0;

async function runPlaybook(name: string, text: string, ...words: string[]) {
  books += 1;
  const file = await bench.write(name.replace('book', `book${books}`), text);
  return command(['run', file, '-i', inventory, ...words]);
}

const TYPES = 'fix: Correct the file; `npx tsc --noEmit` names every type error in it.';
const IMPORT = "import { play, playbook, z } from 'havip-deploy';\n";

describe('a playbook that cannot be run', () => {
  it.each([
    [
      'no default export',
      'book.ts',
      'export const name = 1;\n',
      `error[playbook.no-default-export]: book.ts does not export a playbook
  at book.ts:1:1
    1 | export const name = 1;
      | ^^^^^^
  A playbook is what the module exports by default.
  fix: End it with \`export default playbook({ name: '…', plays: [play({ … })] })\`, both imported from 'havip-deploy'.
`,
    ],
    [
      'a syntax error',
      'book.ts',
      `${IMPORT}export default playbook({ name: 'x', plays: [ );\n`,
      `error[playbook.invalid]: book.ts cannot be loaded
  at book.ts:2:47
    2 | export default playbook({ name: 'x', plays: [ );
      |                                               ^^
  Syntax error: Unexpected token
  ${TYPES}
`,
    ],
    [
      'wrong types',
      'book.ts',
      `${IMPORT}export default playbook({ nam: 3, plays: 'all' });\n`,
      `error[playbook.wrong-shape]: book.ts: name must be a text
  at book.ts:2:24
    2 | export default playbook({ nam: 3, plays: 'all' });
      |                        ^
  ${TYPES}

error[playbook.wrong-shape]: book.ts: plays must be a list of plays
  at book.ts:2:24
    2 | export default playbook({ nam: 3, plays: 'all' });
      |                        ^
  ${TYPES}

error[playbook.wrong-shape]: book.ts: its default export has no "nam"
  at book.ts:2:24
    2 | export default playbook({ nam: 3, plays: 'all' });
      |                        ^
  ${TYPES}
`,
    ],
    [
      'a mistyped key',
      'book.ts',
      `${IMPORT}export default playbook({ name: 'x', plays: [play({ name: 'greet', role: [] })] });\n`,
      `error[playbook.wrong-shape]: book.ts: plays[0] has no "role"
  at book.ts:2:50
    2 | export default playbook({ name: 'x', plays: [play({ name: 'greet', role: [] })] });
      |                                                  ^
  ${TYPES}
`,
    ],
    [
      'wrong types of a single play',
      'book.ts',
      `${IMPORT}export default { ...play({ name: 'x', tasks: () => [] }), serial: 'all' };\n`,
      `error[playbook.wrong-shape]: book.ts: serial must be a number of hosts above 0, a share such as '10%' (above 0, up to 100), or a list of those
  at book.ts:2:25
    2 | export default { ...play({ name: 'x', tasks: () => [] }), serial: 'all' };
      |                         ^
  ${TYPES}
`,
    ],
    [
      'a variable whose name is none',
      'book.ts',
      `${IMPORT}export default { ...play({ name: 'x', tasks: () => [] }), environment: { 'A-B': 'x' } };\n`,
      `error[playbook.wrong-shape]: book.ts: environment.A-B must be the name of a variable
  at book.ts:2:25
    2 | export default { ...play({ name: 'x', tasks: () => [] }), environment: { 'A-B': 'x' } };
      |                         ^
  ${TYPES}
`,
    ],
    [
      'numbers of hosts that are none',
      'book.ts',
      `${IMPORT}export default { ...play({ name: 'x', tasks: () => [] }), serial: '0%', maxFailures: '200%' };\n`,
      `error[playbook.wrong-shape]: book.ts: serial must be a number of hosts above 0, a share such as '10%' (above 0, up to 100), or a list of those
  at book.ts:2:25
    2 | export default { ...play({ name: 'x', tasks: () => [] }), serial: '0%', maxFailures: '200%' };
      |                         ^
  ${TYPES}

error[playbook.wrong-shape]: book.ts: maxFailures must be a number of hosts, or a share such as '10%' (0 to 100)
  at book.ts:2:25
    2 | export default { ...play({ name: 'x', tasks: () => [] }), serial: '0%', maxFailures: '200%' };
      |                         ^
  ${TYPES}
`,
    ],
    [
      'an inventory in its place',
      'book.yaml',
      'all: {}\n',
      `error[playbook.not-typescript]: book.yaml is no TypeScript or JavaScript file
  A playbook is a module that exports one: a file whose name ends in .ts, .js, .mts or .mjs.
  fix: Give the path of the playbook first; the inventory follows -i.
`,
    ],
    [
      'variables that are not there',
      'book.ts',
      `${IMPORT}const vars = z.object({ greeting: z.string() });\nexport default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'web', vars, tasks: () => [] })] });\n`,
      `error[vars.invalid] HAVIP-01, HAVIP-02: greeting: expected string, received undefined
  at inventory.yaml:12:9
    12 |         HAVIP-01:
       |         ^^^^^^^^
  The play "greet" needs it.
  fix: Set it for the host or a group of it, or with -e: key=value gives a text, '{"key": 5}' a number.
`,
    ],
    [
      'tasks for a host that is not there',
      'book.ts',
      "import { execute, on, play } from 'havip-deploy';\nexport default play({ name: 'x', hosts: 'web', tasks: function* () {\n  yield* on('HAVIP-11', execute({ name: 'drain', run: 'true' }));\n} });\n",
      `error[playbook.no-such-host]: on('HAVIP-11', …): the inventory has no such host
  at book.ts:3:12
    3 |   yield* on('HAVIP-11', execute({ name: 'drain', run: 'true' }));
      |            ^^^^^^^^^^^
  fix: Did you mean "HAVIP-01"?
`,
    ],
    [
      'a play for hosts that are not there',
      'book.ts',
      `${IMPORT}export default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'wep', tasks: () => [] })] });\n`,
      `error[usage.no-match]: pattern "wep" matches no host
  at book.ts:2:50
    2 | fault playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'wep', tasks: () => [] })] });
      |                                         ^
  In the play "greet". did you mean "web"?
  fix: Correct the pattern; havip-deploy inventory graph inventory.yaml shows what there is.
`,
    ],
  ])('%s', async (_what, name, text, message) => {
    const { code, out, err } = await runPlaybook(name, text);
    expect([code, out, shown(err)]).toEqual([5, '', message]);
  });

  it('an error as it is loaded, with its line', async () => {
    const text = `${IMPORT}const none = {} as { deep: { name: string } };\nexport default playbook({ name: none.deep.name, plays: [] });\n`;
    const { code, err } = await runPlaybook('book.ts', text);
    expect(code).toBe(5);
    expect(shown(err)).toMatch(
      /^error\[playbook.invalid\]: book.ts cannot be loaded\n {2}at book.ts:3:\d+\n/,
    );
    expect(err).toContain("\n  TypeError: Cannot read properties of undefined (reading 'name')\n");
  });

  it('none at the path', async () => {
    const { code, err } = await command(['run', '/nowhere/book.ts', '-i', inventory]);
    expect(code).toBe(5);
    expect(err).toContain('error[playbook.not-found]: no playbook at /nowhere/book.ts');
  });

  it('what is wrong with the inventory is told with it', async () => {
    const broken = await bench.write('broken.yaml', inventoryText(bench.port).replace('id: 51', 'id: 300'));
    const { err } = await command(['run', '/nowhere/book.ts', '-i', broken]);
    expect(err).toContain('error[playbook.not-found]');
    expect(err).toContain('error[inventory.wrong-value]');
  });

  it('as JSON, with its place', async () => {
    const { code, out } = await runPlaybook('book.ts', 'export default {\n  plays: [\n);\n', '--json');
    const [problem] = JSON.parse(out).errors;
    expect([code, problem.code, shown(problem.source)]).toEqual([5, 'playbook.invalid', 'book.ts:3:1']);
  });
});

it('contacts nothing for any of it', () => {
  expect(bench.connects()).toBe(0);
});
