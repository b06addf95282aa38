import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/index.ts';
import { sampleOf } from '../support/long.ts';
import { cli } from './support/cli.ts';
import { exec, freshLab, onNodes, removeLab, SECONDARY } from './support/cluster.ts';
import { changedInventory, setHavip } from './support/inventory-copy.ts';

const AUTH_PASS = "p4s'&w%x";
const OLD_PASS = 'h4ndm4de';
const BOOK = `import { command, play, playbook } from 'havip-deploy';
export default playbook({
  name: 'leaky',
  plays: [
    play({
      name: 'tell',
      hosts: 'web',
      tasks: ({ cluster }) => [
        command({
          name: 'tell it',
          run: \`cat /etc/keepalived/keepalived.conf; echo '\${cluster?.havip.auth_pass?.reveal()}' >&2; exit 1\`,
          unless: 'false',
        }),
      ],
    }),
  ],
});
`;

/** Every command, in every form of output, on a machine that shouts its secrets. */
describe('no output holds a secret', { timeout: 600_000 }, () => {
  let lab: Lab;
  let password: string;
  let file: string;
  let files: Readonly<Record<string, string>>;

  beforeAll(async () => {
    lab = await freshLab({ name: 'test-secrets', login: 'sudo' });
    password = lab.sudoPassword?.reveal() ?? '';
    const copy = await changedInventory(lab, (each) => {
      each.all.vars.ansible_become_password = password;
      setHavip(each, { auth_pass: AUTH_PASS });
    });
    file = copy.file;
    const write = async (name: string, text: string) => {
      const path = join(copy.folder, name);
      await writeFile(path, text);
      return path;
    };
    const wrongTypes = (
      await changedInventory(lab, (each) => {
        each.all.vars.ansible_become_password = [password];
        setHavip(each, { auth_pass: [AUTH_PASS] });
      })
    ).file;
    const tooLong = (
      await changedInventory(lab, (each) => {
        each.all.vars.ansible_become_password = password;
        setHavip(each, { auth_pass: `${AUTH_PASS}${AUTH_PASS}` });
      })
    ).file;
    files = { FILE: file, BOOK: await write('book.ts', BOOK), WRONG: wrongTypes, LONG: tooLong };
    // A configuration that somebody wrote by hand, with a password that no inventory knows.
    const byHand = `vrrp_instance X {\n  authentication {\n    auth_type PASS\n    auth_pass ${OLD_PASS}\n  }\n}\n`;
    await onNodes(lab, 'mkdir -p /etc/keepalived');
    for (const machine of ['HAVIP-01', SECONDARY])
      await exec(lab, machine, 'cat >/etc/keepalived/keepalived.conf', byHand);
  });
  afterAll(() => removeLab(lab));

  /** In this order: the first ones meet machines that are not set up yet. */
  const LINES: readonly (readonly [string, number])[] = [
    ['plan FILE --diff --replace-config', 0],
    ...sampleOf(0, [
      ['plan FILE --json --replace-config', 0],
      // What somebody wrote by hand is in the way.
      ['status FILE -vvv', 2],
      ['up FILE --check --diff -vvv --replace-config', 0],
    ] as const),
    ['up FILE --diff -vvv --replace-config --verify never', 0],
    ['up FILE --diff --json --replace-config', 0],
    ...sampleOf(0, [
      ['status FILE --json', 0],
      ['verify FILE -vvv', 0],
    ] as const),
    ['inventory list FILE', 0],
    ['inventory graph FILE', 0],
    ['inventory host FILE HAVIP-01', 0],
    ['lint FILE', 0],
    ['run BOOK -i FILE -vvv --diff', 2],
    ...sampleOf(0, [
      ['run BOOK -i FILE --json', 2],
      ['exec web -i FILE -- cat /etc/keepalived/keepalived.conf', 0],
      ['exec web -i FILE --json -- cat /etc/keepalived/keepalived.conf', 0],
    ] as const),
    ['exec web -i FILE --json -- cat /nowhere /etc/keepalived/keepalived.conf', 2],
    ['up WRONG', 5],
    ['up WRONG --json', 5],
    ['lint WRONG', 5],
    ['lint WRONG --json', 5],
    ['up LONG', 5],
    ['up LONG --json', 5],
    ['up FILE --limit nobody --json', 5],
    ['up FILE -e ansible_become_password=wr0ngPass', 4],
    ...sampleOf(0, [['up FILE -e ansible_become_password=wr0ngPass --json -vvv', 4]] as const),
  ];

  it.each(LINES)('havip-deploy %s', async (line, code) => {
    const run = await cli(line.split(' ').map((word) => files[word] ?? word));
    const said = run.stdout + run.stderr;
    expect(run.code, said).toBe(code);
    const secrets = [password, AUTH_PASS, OLD_PASS, 'wr0ngPass'];
    const forms = [...secrets, JSON.stringify(AUTH_PASS).slice(1, -1), AUTH_PASS.slice(0, 5)];
    for (const secret of forms) expect(said, line).not.toContain(secret);
  });
});
