import type { z } from 'zod';
import type { Place, Problem } from '../../../core/problem.ts';
import { didYouMean, nearest } from '../../../core/text/nearest.ts';

/** What is known of a call whose options are wrong. */
export interface WrongCall {
  /** The function that was called, as playbooks name it: `fileAbsent`. */
  readonly call: string;
  readonly known: readonly string[];
  readonly source: Place | undefined;
}

/** One problem for each mistake in the options of a resource, in words for who wrote the playbook. */
export function optionProblems(
  { call, known, source }: WrongCall,
  issues: readonly z.core.$ZodIssue[],
): Problem[] {
  const place = source === undefined ? {} : { source };
  const unknown = issues.flatMap((issue) => unknownKeys(issue, known));
  const meant = new Set(unknown.map(({ meant }) => meant));
  return [
    ...unknown.map(
      ({ path, hint }): Problem => ({
        code: 'playbook.unknown-option',
        summary: `${call}({ … }) has no option "${path}"`,
        fix: hint,
        ...place,
      }),
    ),
    ...issues
      // What is missing because its name was mistyped has been told above.
      .filter(
        (issue) => issue.code !== 'unrecognized_keys' && !(isMissing(issue) && meant.has(pathOf(issue))),
      )
      .map(
        (issue): Problem => ({
          code: 'playbook.bad-option',
          summary: isMissing(issue)
            ? `${call}({ … }) lacks "${pathOf(issue)}"`
            : `${call}({ … }): ${pathOf(issue) === '' ? 'its options' : `"${pathOf(issue)}"`} ${wordsOf(issue)}`,
          fix: 'Correct the playbook; `npx tsc --noEmit` names every type error in it.',
          ...place,
        }),
      ),
  ];
}

function unknownKeys(
  issue: z.core.$ZodIssue,
  known: readonly string[],
): { readonly path: string; readonly meant: string | undefined; readonly hint: string }[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const within = pathOf(issue);
  return issue.keys.map((key) =>
    within === ''
      ? { path: key, meant: nearest(key, known), hint: didYouMean(key, known) }
      : { path: `${within}.${key}`, meant: undefined, hint: `Leave it out of ${within}.` },
  );
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return (
    issue.path.length > 0 &&
    'input' in issue &&
    issue.input === undefined &&
    issue.code !== 'unrecognized_keys'
  );
}

function pathOf({ path }: z.core.$ZodIssue): string {
  return path.map(String).join('.');
}

/** What is wrong with a value, in our own words also where zod would have its own. */
export function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join(', ');
  if (issue.code === 'invalid_type') return `must be ${aWord(issue.expected)}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'too_small') return `must ${limitOf(issue, 'least', issue.minimum)}`;
  if (issue.code === 'too_big') return `must ${limitOf(issue, 'most', issue.maximum)}`;
  return issue.message.replace(/^Invalid input: /, '');
}

/** Zod writes of a limit as "Too small: expected number to be >=1", unless it was given other words. */
function limitOf(
  { message, origin }: { readonly message: string; readonly origin: string },
  which: 'least' | 'most',
  limit: number | bigint,
): string {
  if (!/^Too (small|big):/.test(message)) return message.replace(/^must /, '');
  const units: Readonly<Record<string, string>> = {
    string: ' characters',
    array: ' entries',
    set: ' entries',
  };
  return units[origin] === undefined
    ? `be at ${which} ${limit}`
    : `have at ${which} ${limit}${units[origin]}`;
}

function aWord(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return words[expected] ?? expected;
}

/** What is wrong with options that are each right by themselves. */
export function conflictProblem(call: string, what: string, source: Place | undefined): Problem {
  return {
    code: 'playbook.bad-option',
    summary: `${call}({ … }): ${what}`,
    fix: 'Correct the playbook.',
    ...(source && { source }),
  };
}
