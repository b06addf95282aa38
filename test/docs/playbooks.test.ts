import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/cli/load-playbook.ts';

const page = readFileSync('docs/playbooks.md', 'utf8');

/** The code blocks that say of which file they are a copy. */
const copies = [...page.matchAll(/<!-- (\S+) -->\n\n```\w+\n([\s\S]*?)```/g)].map(
  ([, path = '', code = '']) => [path, code] as const,
);

describe('docs/playbooks.md', () => {
  it('shows the whole example', () => {
    expect(copies.map(([path]) => path)).toEqual([
      'playbooks/nginx.ts',
      'roles/nginx/vars.ts',
      'roles/nginx/index.ts',
      'roles/nginx/templates/site.conf.hbs',
    ]);
  });

  it.each(copies)('shows %s as it is', (path, code) => {
    expect(code).toBe(readFileSync(path, 'utf8'));
  });
});

describe('playbooks/nginx.ts', () => {
  it('loads as a playbook of a user does', async () => {
    const loaded = await loadPlaybook('playbooks/nginx.ts');
    expect(loaded).toMatchObject({
      ok: true,
      value: { playbook: { plays: [{ roles: [{ name: 'nginx' }] }] } },
    });
  });
});
