import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

const INTRODUCTION = `# Lint rules

\`havip-deploy lint FILE…\` checks keepalived.conf files and inventories without contacting anything. Errors
give exit code 5; warnings do too with \`--strict\`; notes never do. Files that share virtual addresses or name
each other as unicast peers are also checked as one cluster.

Where a rule looks: in one **file**, between the files of a **cluster**, or at the **host** that the file is for
(only while deploying, where the host can be asked).

<!-- Written by src/keepalived/lint/reference.ts from the rules themselves; a test compares the two. -->
`;

function scopes({ node, pair, host }: Rule): string {
  const found = [node && 'file', pair && 'cluster', host && 'host'].filter((scope) => scope !== undefined);
  return found.join(', ');
}

function section(rule: Rule): string {
  const severity = rule.severity === 'info' ? 'note' : rule.severity;
  return `## ${rule.id} ${rule.name}

*${severity} · ${scopes(rule)}*

${rule.title}.

${rule.why}

**Mend:** ${rule.fix}.
`;
}

/** The page that documents every rule, in Markdown. */
export function rulesReference(): string {
  return [INTRODUCTION, ...RULES.map(section)].join('\n');
}
