import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { type CliResult, cli } from './support/cli.ts';
import { freshLab, onNodes, removeLab } from './support/cluster.ts';

/** Machines as they really are: the cause lies on them, and is what is said last. */
describe('machines as they are found', { timeout: 600_000 }, () => {
  let lab: Lab;
  const said = ({ stdout, stderr }: CliResult) => `${stdout}${stderr}`;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-as-found' });
  });
  afterAll(() => removeLab(lab));

  it.each([
    ['dnf.conf', '/etc/dnf/dnf.conf', 'exclude=keepalived*'],
    ['the repository’s own file', '$(ls /etc/yum.repos.d/*.repo | head -n 1)', 'excludepkgs=vim* keepalived'],
  ])('a package that %s keeps out is told so, and nothing else is advised', async (_name, file, line) => {
    await onNodes(lab, `cp ${file} /root/kept && echo '${line}' >>${file}`);
    try {
      const plan = await cli(['plan', lab.inventoryFile, '--json']);
      expect(plan.code, said(plan)).toBe(2);
      const [problem] = plan.document.errors;
      expect(problem).toMatchObject({ code: 'host.no-keepalived' });
      expect(problem?.fix).toContain(`Take keepalived out of \`${line}\``);
    } finally {
      await onNodes(lab, `cp /root/kept ${file}`);
    }
  });
});
