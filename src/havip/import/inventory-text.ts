import { stringify } from 'yaml';
import type { DescribedCluster } from './describe.ts';

/** The inventory as YAML that Ansible reads too; in it is the password, where there is one. */
export function inventoryText(clusters: readonly DescribedCluster[], from: readonly string[]): string {
  const children = Object.fromEntries(
    clusters.map(({ name, havip, hosts, found }) => [
      name,
      {
        vars: { havip },
        // Said once, where a machine is in several.
        hosts: Object.fromEntries(
          hosts.map((host) => [host.name, found.first === undefined ? host.vars : null]),
        ),
      },
    ]),
  );
  const head = [
    `Imported from ${from.join(', ')} by havip-deploy import.`,
    ...clusters.flatMap(({ assumptions }) => assumptions.map(({ text }) => `To look at: ${text}.`)),
  ];
  const comments = head.map((line) => `# ${line.replaceAll(/[^\x20-\x7e]/g, '?')}\n`).join('');
  // As Ansible reads YAML: `no` is a word only in quotes.
  return `${comments}${stringify({ all: { children } }, { version: '1.1', lineWidth: 0 })}`;
}
