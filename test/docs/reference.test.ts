import { afterAll, describe, expect, it } from 'vitest';
import { compile } from './reference/compiler.ts';
import { describeExports } from './reference/describe.ts';
import { referencePage } from './reference/page.ts';

const HEAD = `# API reference

<!-- Made from the types and docstrings of what src/index.ts exports: change those, then run
     npx vitest run --project unit test/docs/reference.test.ts --update -->

Everything that \`havip-deploy\` exports. Under "default", \`always\` says that a value is always there or has to be given.`;

describe('the API reference', () => {
  const compiled = compile('tsconfig.build.json');
  afterAll(compiled.close);
  const exports = describeExports(compiled, 'src/index.ts');

  it('says what types and docstrings say', async () => {
    await expect(referencePage(HEAD, exports)).toMatchFileSnapshot('../../docs/reference.md');
  });

  it('lacks no docstring', () => {
    const lacking = exports.flatMap(({ name, text, members }) => [
      ...(text === '' ? [name] : []),
      ...members.filter((member) => member.text === '').map((member) => `${name}.${member.name}`),
    ]);
    expect(lacking).toEqual([]);
  });

  it('has an example of everything that playbooks are written with', () => {
    const written = exports.filter(
      ({ file, sort }) => sort === 'function' && /^src\/(api|havip\/plays)/.test(file),
    );
    const lacking = written.filter(({ tags }) => tags.every(({ name }) => name !== 'example'));
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });
});
