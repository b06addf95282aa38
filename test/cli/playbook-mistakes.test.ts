import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from './support/in-process.ts';

let bench: Bench;
let inventory: string;

beforeAll(async () => {
  bench = await startBench();
  inventory = await bench.write('inventory.yaml', inventoryText(bench.port));
});
afterAll(() => bench.close());

const IMPORT = "import { file, play, playbook, prove, role, service, template, z } from 'havip-deploy';\n";
const book = (tasks: string, before = '') =>
  `${IMPORT}${before}export default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'web', tasks: ${tasks} })] });\n`;
const list = (inside: string, before = '') => book(`() => [${inside}]`, before);
const templated = "const page = template(new URL('./page.hbs', import.meta.url));\n";
const rendering = (variables: string) =>
  list(`file({ path: '/etc/page', content: page(${variables}) })`, templated);

interface Mistake {
  readonly what: string;
  /** Files beside the playbook, and the playbook itself as `book.ts`. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the message points: a file, and the text at whose beginning it does; or a line and a column. */
  readonly at: readonly [file: string, text: string | readonly [number, number]];
  readonly says: string;
}

const one = (text: string) => ({ 'book.ts': text });

const MISTAKES: readonly Mistake[] = [
  {
    what: 'an exception in tasks',
    files: one(book("() => { throw new Error('no way'); }")),
    at: ['book.ts', "new Error('no"],
    says: 'Error: no way',
  },
  {
    what: 'something else than an error, thrown',
    files: one(book("() => { throw 'no way'; }")),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'threw no way',
  },
  {
    what: 'a property of nothing',
    files: one(book('({ vars }) => [file({ path: vars.deep.er, content: "" })]')),
    at: ['book.ts', 'er, content'],
    says: "Cannot read properties of undefined (reading 'er')",
  },
  {
    what: 'an exception in a role, in a file of its own',
    files: {
      'book.ts': `${IMPORT}import { web } from './role.ts';\nexport default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'web', roles: [web] })] });\n`,
      'role.ts': `${IMPORT}export const web = role({\n  name: 'web',\n  resources: ({ host }) => [\n    service({ service: host.nme.trim() }),\n  ],\n});\n`,
    },
    at: ['role.ts', 'trim'],
    says: "Cannot read properties of undefined (reading 'trim')",
  },
  {
    what: "an exception in a role's check of variables",
    files: one(
      `${IMPORT}export default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'web', vars: z.looseObject({}).transform((all) => all.a.b), tasks: () => [] })] });\n`,
    ),
    at: ['book.ts', 'b), tasks'],
    says: "Cannot read properties of undefined (reading 'b')",
  },
  {
    what: "an exception in a role's facts",
    files: one(
      `${IMPORT}const web = role({ name: 'web', facts: () => [missing], resources: () => [] });\nexport default playbook({ name: 'x', plays: [play({ name: 'greet', hosts: 'web', roles: [web] })] });\n`,
    ),
    at: ['book.ts', 'missing]'],
    says: 'ReferenceError: missing is not defined',
  },
  {
    what: 'an exception on the first line, as it is loaded',
    files: one("throw new Error('early'); export default 1;\n"),
    at: ['book.ts', 'new Error'],
    says: 'Error: early',
  },
  {
    what: 'a syntax error in a role',
    files: {
      'book.ts': "import { web } from './role.ts';\nexport default web;\n",
      'role.ts': 'export const web = {\n  name: (,\n};\n',
    },
    at: ['role.ts', ',\n}'],
    says: 'Unexpected token',
  },
  {
    what: 'a name that havip-deploy does not have',
    files: one(list('', "import { servise } from 'havip-deploy';\nservise({ service: 'x' });\n")),
    at: ['book.ts', 'servise({'],
    says: 'error[playbook.unknown-import]: havip-deploy exports no "servise"\n',
  },
  {
    what: 'a name that a role does not have, used later',
    files: {
      'book.ts': `${IMPORT}import { wep } from './role.ts';\nexport default playbook({ name: 'x', plays: [play({ name: 'greet', roles: [wep] })] });\n`,
      'role.ts': `${IMPORT}export const web = role({ name: 'web', resources: () => [] });\n`,
    },
    at: ['book.ts', 'wep]'],
    says: 'Of ./role.ts: did you mean "web"?',
  },
  {
    what: 'a file that is not there',
    files: one("import { web } from './nowhere.ts';\nexport default web;\n"),
    at: ['book.ts', "'./nowhere"],
    says: 'There is no file ./nowhere.ts.',
  },
  {
    what: 'a package that is not there',
    files: one("import leftPad from 'left-pad';\nexport default leftPad;\n"),
    at: ['book.ts', "'left-pad"],
    says: 'There is no package left-pad beside it',
  },
  {
    what: 'a template that is not there',
    files: one(rendering('{}')),
    at: ['book.ts', 'page({}'],
    says: 'there is no template that can be read at ',
  },
  {
    what: 'a template with a block that does not end',
    files: { 'book.ts': rendering('{}'), 'page.hbs': 'a\nb\n{{#if c}}\n' },
    at: ['page.hbs', [4, 1]],
    says: 'the template cannot be parsed: Expecting',
  },
  {
    what: 'a template with a name that the variables lack',
    files: { 'book.ts': rendering('{}'), 'page.hbs': 'a\n  {{port}}\n' },
    at: ['page.hbs', 'port'],
    says: '"port" not defined',
  },
  {
    what: 'a template with a part that is not there',
    files: { 'book.ts': rendering('{}'), 'page.hbs': 'a\n{{> part}}\n' },
    at: ['page.hbs', [1, 1]],
    says: 'The partial part could not be found',
  },
  {
    what: 'tasks that are a promise',
    files: one(book("async () => [file({ path: '/etc/x', content: '' })]")),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'The tasks of the play "greet" must give a list of resources, and gave a promise',
  },
  {
    what: 'tasks that give nothing',
    files: one(book("() => { file({ path: '/etc/x', content: '' }); }")),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'and gave undefined',
  },
  {
    what: 'a resource without its list',
    files: one(book("() => file({ path: '/etc/x', content: '' })")),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'and gave an object',
  },
  {
    what: 'a list in the list',
    files: one(list("[file({ path: '/etc/x', content: '' })]")),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'Put `...` before a list inside of the list.',
  },
  {
    what: 'a function in the list',
    files: one(list('service')),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'and one of them is the function ',
  },
  {
    what: 'a text from a condition',
    files: one(list("'' && file({ path: '/etc/x', content: '' })")),
    at: ['book.ts', "({ name: 'greet'"],
    says: 'and one of them is a text',
  },
];

let books = 0;

async function run(files: Mistake['files']) {
  books += 1;
  const folder = join(bench.folder, `case${books}`);
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await bench.write(`case${books}/${name}`, text);
  const result = await command(['run', join(folder, 'book.ts'), '-i', inventory]);
  return { ...result, err: result.err.replaceAll(`${folder}/`, '') };
}

function placeIn(text: string, at: Mistake['at'][1]): readonly [number, number] {
  if (typeof at !== 'string') return at;
  const before = text.slice(0, text.indexOf(at)).split('\n');
  return [before.length, (before.at(-1) ?? '').length + 1];
}

describe("a person's mistake in a playbook is exit code 5, with its place", () => {
  it.each(MISTAKES)('$what', async ({ files, at: [file, at], says }) => {
    const { code, out, err } = await run(files);
    const [line, column] = placeIn(files[file] ?? '', at);
    expect(err).toContain(says);
    expect(err).toContain(`\n  at ${file}:${line}:${column}\n`);
    expect([code, out]).toEqual([5, '']);
    expect(err).not.toContain('fault of its own');
  });

  it('contacts nothing for any of them', () => {
    expect(bench.connects()).toBe(0);
  });
});

it.each(['false', 'undefined', 'null', "host.name === '' && file({ path: '/x', content: '' })"])(
  'leaves %s out of a list of resources',
  async (value) => {
    const { code, err } = await run(
      one(book(`({ host }) => [${value}, file({ path: '/etc/x', content: host.name })]`)),
    );
    // The port closes at once: as far as the playbook is concerned, all is well.
    expect([code, err.includes('playbook.')]).toEqual([4, false]);
  },
);
