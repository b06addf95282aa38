import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { didYouMean } from '../../core/text/nearest.ts';
import type { RuleId, Severity } from '../../keepalived/lint/rule.ts';
import { RULES } from '../../keepalived/lint/rules.ts';
import { findRule } from '../../keepalived/lint/told/find-rule.ts';
import type { LintCommandLine } from './options.ts';

/** The words for a severity; `info` is shown as a note. */
export const LEVELS: Readonly<Record<string, Severity>> = {
  error: 'error',
  warning: 'warning',
  note: 'info',
  info: 'info',
};

/** The command line with its rules found. */
export interface LintCommandOptions extends Omit<LintCommandLine, 'disable' | 'severity'> {
  readonly disable: readonly RuleId[];
  readonly severity: ReadonlyMap<RuleId, Severity>;
}

/** The problem that no rule has a name. */
export function noSuchRule(name: string): Problem {
  const meant = didYouMean(
    name,
    RULES.flatMap(({ id, name: own }) => [id, own]),
  );
  return {
    code: 'usage.no-rule',
    summary: `no rule is named "${name}"`,
    ...(meant.startsWith('did') ? { detail: meant } : {}),
    fix: 'havip-deploy lint --rules lists them',
  };
}

/** Finds the rules that the command line names. */
export function resolveOptions(given: LintCommandLine): Outcome<LintCommandOptions> {
  const problems: Problem[] = [];
  const idOf = (name: string): readonly RuleId[] => {
    const rule = findRule(name);
    if (rule === undefined) problems.push(noSuchRule(name));
    return rule === undefined ? [] : [rule.id];
  };
  const severity = given.severity.flatMap((text) => {
    const [name = '', level = ''] = text.split('=');
    const found = Object.hasOwn(LEVELS, level) ? LEVELS[level] : undefined;
    if (found === undefined) problems.push(noLevel(text));
    return idOf(name).flatMap((id) => (found === undefined ? [] : [[id, found] as const]));
  });
  const disable = given.disable.flatMap(idOf);
  if (problems.length > 0) return failure(...problems);
  return success({ ...given, disable, severity: new Map(severity) });
}

function noLevel(text: string): Problem {
  return {
    code: 'usage.no-level',
    summary: `--severity "${text}" names no level`,
    fix: 'Write a rule and error, warning or note, such as --severity KA062=error',
  };
}
