import { exampleSection } from '../examples/section.ts';
import type { Rule } from '../rule.ts';
import { DISABLE_RULE, FOREIGN_RULE } from '../rules/syntax.ts';
import { RULES } from '../rules.ts';

const INTRODUCTION = `# Lint

\`havip-deploy lint FILE…\` checks keepalived.conf files, inventories and playbooks without contacting anything;
\`-\` reads a keepalived.conf from standard input. Errors give exit code 5; warnings do too with \`--strict\`;
notes never do. Files that share virtual addresses or name each other as unicast peers are also checked as one
cluster. A playbook is loaded, which runs its code, and its shape is checked.

## Exceptions

A comment disables rules on its own line, or on the next one where it stands alone (or says
\`havip-lint-disable-next-line\`), and says why:

\`\`\`text
auth_pass 1111    # havip-lint-disable KA062: a lab without a network
# havip-lint-disable KA078, KA077: the check is slow on purpose
vrrp_script check {
\`\`\`

One without a reason, or that disables nothing, is a finding itself: [KA098](rules/KA098.md).
\`--disable KA062,KA078\` and \`--severity KA062=error\` count for a whole run; rules go by id or name.

\`.havip-lint.yaml\` holds settings for the files in its folder and below; the nearest one upward from each file
counts, \`--config FILE\` names another and \`--no-config\` none. The command line wins over it. A mistake in it is
bad input with \`file:line:column\`; \`schema/lint.schema.json\` is for editors.

\`\`\`yaml
# yaml-language-server: $schema=node_modules/havip-deploy/schema/lint.schema.json
profile: havip
keepalived_version: "2.2.7"
strict: true
disable:
  KA078: the checks of this team start late on purpose
severity:
  KA062: error
  KA044: { level: warning, reason: the address is no HAVIP yet }
\`\`\`

## Mends

\`--fix\` makes the mends that are safe and looks at the files again; \`--dry-run\` shows them as a diff and writes
nothing. Safe means: who becomes master, when, and with which password stays as it was, and nothing is taken away
that keepalived heeds. Other mends are only shown. A file is replaced as a whole, with its mode and owner; comments
stay. With \`-\` the mended text goes to standard output and the findings to standard error.

[\`fmt\`](commands.md#fmt) writes a file in the form that every release reads alike.

## In other programs

\`--format\` prints \`text\`, \`json\` (as every command), \`sarif\` (2.1.0, for code scanning), \`github\`
(annotations of a workflow) or \`junit\`; \`--quiet\` only what fails. \`--rules\` lists the rules as JSON with
links to their pages, \`--explain KA020\` shows one. Under [pre-commit](https://pre-commit.com) the hook is
\`havip-lint\`.

## Rules

Where a rule looks: in one **file**, between the files of a **cluster**, or at the **host** that the file is for
(only while deploying, where the host can be asked).

<!-- Written by src/keepalived/lint/told/reference.ts from the rules themselves; a test compares the two. -->

| Rule | | Looks at | Finds |
|---|---|---|---|
`;

/** What a rule looks at. */
export function scopesOf(rule: Rule): readonly ('file' | 'cluster' | 'host')[] {
  const { node, pair, host } = rule;
  const inText = node !== undefined || rule.id === FOREIGN_RULE.id || rule.id === DISABLE_RULE.id;
  return [
    ...(inText ? ['file' as const] : []),
    ...(pair ? ['cluster' as const] : []),
    ...(host ? ['host' as const] : []),
  ];
}

function levelOf({ severity }: Rule): string {
  return severity === 'info' ? 'note' : severity;
}

function row(rule: Rule): string {
  const { id, name, title } = rule;
  return `| [${id} ${name}](rules/${id}.md) | ${levelOf(rule)} | ${scopesOf(rule).join(', ')} | ${title.replaceAll('|', '\\|')} |\n`;
}

/** The page about one rule, in Markdown. */
export function rulePage(rule: Rule): string {
  const { id, name, title, why, fix, profile } = rule;
  const only = profile === undefined ? '' : ` · profile ${profile}`;
  const mended = { safe: ' · mended by `--fix`', unsafe: ' · `--fix` only shows the mend', none: '' }[
    rule.mend ?? 'none'
  ];
  return `# ${id} ${name}

*${levelOf(rule)} · ${scopesOf(rule).join(', ')}${only}${mended}*

${title}.

${why}

**Mend:** ${fix}.
${exampleSection(rule)}`;
}

/** The page that lists every rule, in Markdown. */
export function rulesReference(): string {
  return [INTRODUCTION, ...RULES.map(row)].join('');
}
