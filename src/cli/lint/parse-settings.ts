import { isMap, isNode, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { didYouMean } from '../../core/text/nearest.ts';
import type { FileSettings } from '../../keepalived/lint/files.ts';
import type { RuleId, Severity } from '../../keepalived/lint/rule.ts';
import { findRule } from '../../keepalived/lint/told/find-rule.ts';
import { normalRelease } from '../../keepalived/release.ts';
import { LEVELS } from './resolve-options.ts';

/** What holds for one file: its settings file, and the command line before it. */
export interface LintSettings extends FileSettings {
  readonly strict?: boolean;
}

const reason = z.string('must be a text that says why').trim().min(1, 'must say why');
const ruleName = z
  .string()
  .refine((name) => findRule(name) !== undefined, 'is no rule; `havip-deploy lint --rules` lists them');
const level = z.enum(['error', 'warning', 'note', 'info'], 'must be error, warning or note');

/** The settings of `lint`, as `.havip-lint.yaml` holds them. */
export const settingsShape = z
  .strictObject(
    {
      profile: z
        .enum(['havip', 'lan'], 'must be havip or lan')
        .describe('What the files are for: a cloud HAVIP, or a network with multicast.'),
      keepalived_version: z
        .string('must be a text, such as "2.2.7"')
        .refine((value) => normalRelease(value) !== null, 'must be two or three numbers, such as "2.2.7"')
        .describe('The release that is to read the files.'),
      config_id: z
        .string('must be a text')
        .min(1, 'must not be empty')
        .describe("Which @id lines count, as keepalived's -i does."),
      strict: z.boolean('must be true or false').describe('Warnings fail too.'),
      disable: z
        .record(ruleName, reason, 'must give a reason for each rule')
        .describe('Rules that do not count, by id or name, each with the reason.'),
      severity: z
        .record(
          ruleName,
          z.union([level, z.strictObject({ level, reason })]),
          'must give a level for each rule',
        )
        .describe('How much a rule counts. Less than usual needs a reason: { level, reason }.'),
    },
    'must be settings by name',
  )
  .partial();

type Settings = z.infer<typeof settingsShape>;

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** Where a value stands, or its key where it is missing or wrong as such. */
type PlaceOf = (path: readonly PropertyKey[], atKey?: boolean) => Place;

/** Reads the settings; every problem has its place. */
export function parseSettings(file: string, text: string): Outcome<LintSettings> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    const broken = document.errors.map(({ message, pos }) =>
      problem(message.split('\n')[0] ?? 'cannot be read', at(pos[0])),
    );
    return failure(...broken);
  }
  const placeOf: PlaceOf = (path, atKey = false) => at(offsetOf(document.contents, path, atKey));
  const checked = settingsShape.safeParse(document.toJS() ?? {});
  if (!checked.success)
    return failure(...checked.error.issues.flatMap((issue) => issueProblems(issue, placeOf)));
  const silent = loweredInSilence(checked.data);
  if (silent.length > 0)
    return failure(
      ...silent.map((rule) =>
        problem(`severity.${rule} counts for less than usual and must say why`, placeOf(['severity', rule])),
      ),
    );
  return success(settingsOf(checked.data));
}

/** Where the node at a path begins; the nearest one above it where there is none. */
function offsetOf(root: Node | null, path: readonly PropertyKey[], atKey: boolean): number {
  let [node, offset]: [unknown, number] = [root, root?.range?.[0] ?? 0];
  for (const [index, key] of path.entries()) {
    const pair = isMap(node) ? node.items.find(({ key: found }) => String(found) === String(key)) : undefined;
    if (pair === undefined) return offset;
    node = pair.value;
    const shown = atKey && index === path.length - 1 ? pair.key : pair.value;
    if (isNode(shown)) offset = shown.range?.[0] ?? offset;
  }
  return offset;
}

function issueProblems(issue: z.core.$ZodIssue, placeOf: PlaceOf): readonly Problem[] {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? Object.keys(settingsShape.shape) : ['level', 'reason'];
    return issue.keys.map((key) =>
      problem(`there is no setting "${key}": ${didYouMean(key, known)}`, placeOf([...issue.path, key], true)),
    );
  }
  if (issue.code === 'invalid_key')
    return [problem(`${where} ${issue.issues[0]?.message ?? 'is no rule'}`, placeOf(issue.path, true))];
  if (issue.code === 'invalid_union')
    return [
      problem(`${where} must be error, warning or note, or have a level and a reason`, placeOf(issue.path)),
    ];
  return [problem(`${where === '' ? 'the file' : where} ${issue.message}`, placeOf(issue.path))];
}

function problem(summary: string, source: Place): Problem {
  return {
    code: 'usage.lint-settings',
    summary: `settings of lint: ${summary}`,
    fix: 'Correct the file, or leave it aside with --no-config',
    source,
  };
}

function levelOf(value: NonNullable<Settings['severity']>[string]): Severity {
  return LEVELS[typeof value === 'string' ? value : value.level] ?? 'error';
}

function loweredInSilence({ severity = {} }: Settings): readonly string[] {
  return Object.entries(severity).flatMap(([name, value]) => {
    const usual = findRule(name)?.severity ?? 'info';
    return typeof value === 'string' && RANK[levelOf(value)] < RANK[usual] ? [name] : [];
  });
}

function byRule<T>(values: Readonly<Record<string, T>>): ReadonlyMap<RuleId, T> {
  return new Map(
    Object.entries(values).flatMap(([name, value]) => {
      const rule = findRule(name);
      return rule === undefined ? [] : [[rule.id, value] as const];
    }),
  );
}

function settingsOf(given: Settings): LintSettings {
  const { profile, keepalived_version, config_id, strict, disable = {}, severity = {} } = given;
  const version = keepalived_version === undefined ? null : normalRelease(keepalived_version);
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(version === null ? {} : { version }),
    ...(config_id === undefined ? {} : { configId: config_id }),
    ...(strict === undefined ? {} : { strict }),
    disable: byRule(disable),
    severity: new Map([...byRule(severity)].map(([id, value]) => [id, levelOf(value)] as const)),
  };
}
