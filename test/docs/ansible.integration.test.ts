import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasAnsible, MISSING } from '../inventory/ansible.ts';
import { codeBlocks } from './pages.ts';

const plays = codeBlocks('docs/coming-from-ansible.md').filter(({ language }) => language === 'yaml');

it.skipIf(!hasAnsible())(
  `Ansible takes what the page for those who know it shows (skipped: ${MISSING})`,
  () => {
    expect(plays.length).toBeGreaterThan(8);
    const folder = mkdtempSync(join(tmpdir(), 'havip-ansible-'));
    try {
      mkdirSync(join(folder, 'roles/nginx/tasks'), { recursive: true });
      writeFileSync(join(folder, 'roles/nginx/tasks/main.yml'), '[]\n');
      // One process for all: each takes seconds to start.
      const names = plays.map(({ code, place }) => {
        const name = `${place.replaceAll(/\W/g, '-')}.yml`;
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
