import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/cli/prepare/load-playbook.ts';
import { PLAIN_GROUP } from '../../src/havip/import/plain-hosts.ts';

describe('playbooks/nginx.ts', () => {
  it('loads as a playbook of a user does', async () => {
    const loaded = await loadPlaybook('playbooks/nginx.ts');
    expect(loaded).toMatchObject({
      ok: true,
      value: { playbook: { plays: [{ roles: [{ name: 'nginx' }] }] } },
    });
  });
});

describe('playbooks/keepalived.ts', () => {
  it('loads as a playbook of a user does, and is about the hosts that an import keeps whole', async () => {
    const loaded = await loadPlaybook('playbooks/keepalived.ts');
    expect(loaded).toMatchObject({ ok: true, value: { playbook: { plays: [{ hosts: PLAIN_GROUP }] } } });
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

/** Lines that say something: no blank one and no comment. */
function linesOf(file: string, comment: RegExp): number {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !comment.test(line)).length;
}

describe('the same in Ansible', () => {
  const beside = readdirSync('examples/ansible').map((name) => name.replace(/\.yml$/, ''));
  const page = readFileSync('docs/coming-from-ansible.md', 'utf8');

  it.each(beside)('of examples/%s.ts is not much shorter, and told with its lines', (name) => {
    const ours = linesOf(`examples/${name}.ts`, /^\s*(\/\/|\/?\*)/);
    const theirs = linesOf(`examples/ansible/${name}.yml`, /^\s*#/);
    expect(ours).toBeLessThanOrEqual(1.5 * theirs);
    expect(page).toContain(`(../examples/ansible/${name}.yml) | ${ours} | ${theirs} |`);
  });
});
