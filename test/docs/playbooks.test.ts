import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/cli/load-playbook.ts';

describe('playbooks/nginx.ts', () => {
  it('loads as a playbook of a user does', async () => {
    const loaded = await loadPlaybook('playbooks/nginx.ts');
    expect(loaded).toMatchObject({
      ok: true,
      value: { playbook: { plays: [{ roles: [{ name: 'nginx' }] }] } },
    });
  });
});

describe('examples', () => {
  it.each(readdirSync('examples').filter((name) => name.endsWith('.ts')))(
    '%s loads as a playbook of a user does',
    async (name) => {
      expect(await loadPlaybook(`examples/${name}`)).toMatchObject({ ok: true });
    },
  );
});
