import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jsonText } from '../../core/text/printable.ts';
import type { Rule } from '../../keepalived/lint/rule.ts';
import { RULES } from '../../keepalived/lint/rules.ts';
import { rulePage, scopesOf } from '../../keepalived/lint/told/reference.ts';

/** All rules as JSON, each with the address of its page in the installed documentation. */
export function ruleList(): string {
  const folder = pathToFileURL(join(packageFolder(), 'docs/rules/'));
  const rules = RULES.map(({ id, name, severity, title, why, fix, profile, mend, ...rule }) => ({
    id,
    name,
    severity,
    scopes: scopesOf({ id, name, severity, title, why, fix, ...rule }),
    profile: profile ?? null,
    mend: mend ?? null,
    title,
    why,
    fix,
    docs: `${folder}${id}.md`,
  }));
  return `${jsonText({ rules }, 2)}\n`;
}

/** All about one rule. */
export function explanation(rule: Rule): string {
  return rulePage(rule);
}

/** Where this package lies: the nearest folder above with a manifest. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
