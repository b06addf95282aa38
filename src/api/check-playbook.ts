import { z } from 'zod';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Place } from '../core/problem.ts';
import { placeMade } from '../core/user-code/call-site.ts';
import { wordsOf } from '../resources/define/options/option-problems.ts';
import { whoRuns } from '../resources/define/own-program.ts';
import { stepOptions } from '../resources/steps/meta.ts';
import type { Playbook } from './types.ts';

const callable = z.custom<unknown>((value) => typeof value === 'function', 'must be a function');

const roleShape = z.strictObject(
  {
    name: z.string(),
    origin: z.unknown(),
    tags: z.array(z.string()),
    check: callable,
    facts: callable,
    resources: callable,
    tasks: callable.optional(),
    preflight: z.unknown().optional(),
  },
  'must be what role({ … }) gives',
);

/** A number of hosts or a share of them; what is wrong is said alike, whichever of the two was meant. */
const amountFrom = (least: number, wrong: string) =>
  z.union(
    [z.int(wrong).min(least, wrong), z.string().refine((text) => isShare(text, least > 0), wrong)],
    wrong,
  );

function isShare(text: string, aboveZero: boolean): boolean {
  const share = /^\d+(?:\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) : Number.NaN;
  return share <= 100 && (share > 0 || (share === 0 && !aboveZero));
}

const WRONG_SERIAL =
  "must be a number of hosts above 0, a share such as '10%' (above 0, up to 100), or a list of those";

const amount = amountFrom(1, WRONG_SERIAL);

const failures = amountFrom(0, "must be a number of hosts, or a share such as '10%' (0 to 100)");

/** What plays of every kind have. */
const playShape = {
  name: z.string('must be a text').min(1, 'must not be empty'),
  hosts: z.string('must be a host pattern').optional(),
  tags: z.array(z.string('must be a text'), 'must be a list of texts'),
  serial: z.union([amount, z.array(amount).min(1, WRONG_SERIAL)], WRONG_SERIAL).optional(),
  order: z
    .enum(
      ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'],
      'must be inventory, reverse_inventory, sorted, reverse_sorted or shuffle',
    )
    .optional(),
  maxFailures: failures.optional(),
  anyErrorsFatal: z.boolean('must be true or false').optional(),
  forks: z.int('must be a number of hosts above 0').min(1, 'must be a number of hosts above 0').optional(),
};

/** What a kind of play has besides, by its name. */
export type PlayShapes = Readonly<Record<string, z.ZodRawShape>>;

/** The kinds that come with the runner itself. */
const OWN_SHAPES: PlayShapes = {
  converge: {
    roles: z.array(roleShape, 'must be a list of roles'),
    environment: stepOptions.environment,
    noLog: z.boolean('must be true or false').optional(),
    ...whoRuns,
  },
  rollback: {},
};

const WHAT_IT_IS = 'must be what a function such as play({ … }) gives';

/** Each play is checked by the shape of its own kind. */
function playSchema(more: PlayShapes): z.ZodType {
  const shapes = { ...OWN_SHAPES, ...more };
  const kinds = new Map(
    Object.entries(shapes).map(([kind, shape]) => [
      kind,
      z.strictObject({ kind: z.literal(kind), ...playShape, ...shape }),
    ]),
  );
  return z.unknown().superRefine((value, context) => {
    const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : '';
    const schema = kinds.get(kind);
    if (schema === undefined) return context.addIssue(WHAT_IT_IS);
    for (const issue of schema.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue });
  });
}

const playbookSchema = (kinds: PlayShapes) =>
  z.strictObject(
    {
      name: z.string('must be a text').min(1, 'must not be empty'),
      plays: z.array(playSchema(kinds), 'must be a list of plays').min(1, 'must have at least one play'),
      strategy: z.enum(['linear', 'free'], 'must be linear or free').optional(),
      removes: z.boolean('must be true or false').optional(),
    },
    'must be what playbook({ … }) gives',
  );

/**
 * Whether a module's default export is a playbook, or one play, which is a playbook of its name. TypeScript's own
 * check has not been made here.
 * @param source where the file exports it, for what none of the public functions has made
 */
export function checkPlaybook(
  exported: unknown,
  path: string,
  kinds: PlayShapes,
  source: Place,
): Outcome<Playbook> {
  const single = isSinglePlay(exported);
  const whole = single ? { name: exported.name, plays: [exported] } : exported;
  if (typeof whole !== 'object' || whole === null || !('plays' in whole)) {
    return failure({
      code: 'playbook.no-default-export',
      summary: `${path} does not export a playbook`,
      detail: 'A playbook is what the module exports by default.',
      fix: "End it with `export default playbook({ name: '…', plays: [play({ … })] })`, both imported from 'havip-deploy'.",
      source,
    });
  }
  const checked = playbookSchema(kinds).safeParse(whole);
  if (checked.success) return success(whole as Playbook);
  return failure(
    ...checked.error.issues.map((issue) => ({
      code: 'playbook.wrong-shape' as const,
      summary: `${path}: ${where(single ? issue.path.slice(2) : issue.path)} ${messageOf(issue)}`,
      fix: 'Correct the file; `npx tsc --noEmit` names every type error in it.',
      source: nearestPlace(whole, issue.path) ?? source,
    })),
  );
}

/** Where the innermost of what holds a mistake was made. */
function nearestPlace(whole: unknown, path: readonly PropertyKey[]): Place | undefined {
  let [value, nearest] = [whole, placeMade(whole)];
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    nearest = placeMade(value) ?? nearest;
  }
  return nearest;
}

function isSinglePlay(exported: unknown): exported is { readonly name: unknown } {
  return typeof exported === 'object' && exported !== null && 'kind' in exported && 'name' in exported;
}

/** A mistyped name is the one mistake that zod tells in words of its own. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `has no ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    : issue.code === 'invalid_key'
      ? wordsOf(issue)
      : issue.message;
}

/** `plays[0].hosts`, or what the whole is called. */
function where(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'its default export' : text.replace(/^\./, '');
}
