import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasAnsible, MISSING } from '../inventory/ansible.ts';
import { codeBlocks } from './pages.ts';

const onPage = codeBlocks('docs/coming-from-ansible.md')
  .filter(({ language }) => language === 'yaml')
  .map(({ code }) => code);
/** Modules of collections that ansible-core lacks are not judged. */
const examples = readdirSync('examples/ansible')
  .map((name) => readFileSync(`examples/ansible/${name}`, 'utf8'))
  .filter((code) => !/^ *(community|ansible\.posix)\./m.test(code));

it.skipIf(!hasAnsible())(
  `Ansible takes what the page for those who know it shows (skipped: ${MISSING})`,
  () => {
    expect([onPage.length > 8, examples.length > 6]).toEqual([true, true]);
    const folder = mkdtempSync(join(tmpdir(), 'havip-ansible-'));
    try {
      mkdirSync(join(folder, 'roles/nginx/tasks'), { recursive: true });
      writeFileSync(join(folder, 'roles/nginx/tasks/main.yml'), '[]\n');
      // One process for all: each takes seconds to start.
      const names = [...onPage, ...examples].map((code, n) => {
        const name = `play-${n}.yml`;
        writeFileSync(join(folder, name), code);
        return name;
      });
      const words = ['-i', 'web,db,', '--syntax-check', ...names];
      const { status, stderr } = spawnSync('ansible-playbook', words, { cwd: folder, encoding: 'utf8' });
      expect({ status, errors: stderr.match(/^ERROR![\s\S]*/m)?.[0] }).toEqual({ status: 0 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
