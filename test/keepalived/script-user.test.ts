import { expect, it } from 'vitest';
import { scriptUser, withUsers } from '../../src/keepalived/daemon/script-user.ts';
import { entries } from '../../src/keepalived/meaning/settings.ts';
import { parse } from '../../src/keepalived/parse/parse.ts';
import { print } from '../../src/keepalived/parse/print.ts';
import { plain } from '../../src/keepalived/parse/syntax.ts';

/** What a statement is where `script_user` is root. */
function elsewhere(globals: string, statement: string): string {
  const { nodes } = parse(`global_defs {\n ${globals}\n}\n${statement}\n`, 'a.conf');
  const user = scriptUser(entries(nodes, 'global_defs'));
  const printed = print(plain(nodes.slice(1).map((node) => withUsers(node, user))));
  return printed.ok ? printed.value.replace(/\s+/g, ' ').trim() : '';
}

it.each([
  ['', 'notify_master "/a b"', 'notify_master "/a b"'],
  ['script_user root', 'notify_master "/a b"', 'notify_master "/a b"'],
  ['script_user ops', 'notify_master "/a b"', 'notify_master "/a b" ops'],
  ['script_user ops wheel', 'notify_master /a', 'notify_master /a ops wheel'],
  ['script_user root wheel', 'notify_master /a', 'notify_master /a root wheel'],
  ['script_user ops', 'notify_master /a root', 'notify_master /a'],
  ['script_user ops', 'notify_master /a web', 'notify_master /a web'],
  ['', 'notify_master /a root root', 'notify_master /a'],
  ['script_user ops', 'priority 5', 'priority 5'],
  ['script_user ops', 'X {\n notify_fault /a\n}', 'X { notify_fault /a ops }'],
  ['script_user ops', 'MISC_CHECK {\n misc_path /m\n}', 'MISC_CHECK { misc_path /m user ops }'],
  ['script_user ops', 'MISC_CHECK {\n misc_path /m\n user root\n}', 'MISC_CHECK { misc_path /m }'],
  ['script_user ops', 'MISC_CHECK {\n user web\n misc_path /m\n}', 'MISC_CHECK { misc_path /m user web }'],
])('with %j: %s', (globals, statement, same) => {
  expect(elsewhere(globals, statement)).toBe(same);
});
