import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installed, installPackage } from './installed.ts';
import { PLAYBOOK } from './playbook.ts';

describe('the types of the installed library', () => {
  let installed: Installed;

  beforeAll(async () => {
    installed = await installPackage();
  }, 400_000);
  afterAll(() => installed.remove());

  const TSC = resolve(import.meta.dirname, '../../node_modules/.bin/tsc');
  const CONFIG = {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      noEmit: true,
      types: [],
    },
  };

  async function compile(project: string, source: string) {
    await installed.write(`${project}/package.json`, '{ "type": "module" }');
    await installed.write(`${project}/tsconfig.json`, JSON.stringify(CONFIG));
    await installed.write(`${project}/playbook.ts`, source);
    await installed.run('ln', '-sfn', join(installed.packageFolder, '..'), `${project}/node_modules`);
    return installed.run(TSC, '-p', project);
  }

  it('has types that a strict project resolves', async () => {
    expect(await compile('typed', PLAYBOOK)).toMatchObject({ code: 0, stdout: '' });
  });

  it('has types for a project made by `npm init` and `tsc --init`, as documented', async () => {
    await installed.write('made/playbook.ts', PLAYBOOK);
    const script = `cd made && npm init -y && npm pkg set type=module && ${TSC} --init
ln -sfn ${join(installed.packageFolder, '..')} node_modules && ${TSC} --noEmit`;
    expect(await installed.run('sh', '-c', script)).toMatchObject({ code: 0 });
  });

  it('has types that tell a mistake', async () => {
    const { code, stdout } = await compile('mistaken', PLAYBOOK.replace('path:', 'paht:'));
    expect(code).not.toBe(0);
    expect(stdout).toContain("'paht' does not exist");
  });
});
