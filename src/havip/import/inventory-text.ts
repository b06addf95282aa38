import { stringify } from 'yaml';
import type { DescribedCluster } from './describe.ts';
import { PLAIN_GROUP, PLAIN_VARIABLE, type PlainHost } from './plain-hosts.ts';

/** The inventory as YAML that Ansible reads too; in it is the password, where there is one. */
export function inventoryText(
  clusters: readonly DescribedCluster[],
  from: readonly string[],
  plain: readonly PlainHost[] = [],
): string {
  const children = Object.fromEntries([
    ...clusters.map(({ name, havip, hosts, found }): [string, unknown] => [
      name,
      {
        vars: { havip },
        // Said once, where a machine is in several.
        hosts: Object.fromEntries(
          hosts.map((host) => [host.name, found.first === undefined ? host.vars : null]),
        ),
      },
    ]),
    ...(plain.length > 0 ? [[PLAIN_GROUP, plainGroup(plain)] as const] : []),
  ]);
  const head = [
    `Imported from ${from.join(', ')} by havip-deploy import.`,
    ...new Set(clusters.flatMap(({ assumptions }) => assumptions.map(({ text }) => `To look at: ${text}.`))),
  ];
  const comments = head.map((line) => `# ${line.replaceAll(/[^\x20-\x7e]/g, '?')}\n`).join('');
  // As Ansible reads YAML: `no` is a word only in quotes.
  return `${comments}${stringify({ all: { children } }, { version: '1.1', lineWidth: 0 })}`;
}

function plainGroup(plain: readonly PlainHost[]) {
  return { hosts: Object.fromEntries(plain.map(({ name, text }) => [name, { [PLAIN_VARIABLE]: text }])) };
}
