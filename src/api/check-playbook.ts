import { z } from 'zod';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Playbook } from './types.ts';

const callable = z.custom<unknown>((value) => typeof value === 'function', 'must be a function');

const roleShape = z.object(
  { name: z.string(), tags: z.array(z.string()), check: callable, facts: callable, resources: callable },
  'must be what role({ … }) gives',
);

const commonShape = {
  name: z.string('must be a text').min(1, 'must not be empty'),
  hosts: z.string('must be a host pattern').optional(),
  tags: z.array(z.string('must be a text'), 'must be a list of texts'),
};

const cloudShape = {
  state: z.enum(['present', 'absent'], 'must be present or absent'),
  force: z.boolean('must be true or false'),
};

const playShape = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('converge'),
      ...commonShape,
      roles: z.array(roleShape, 'must be a list of roles'),
    }),
    z.strictObject({ kind: z.literal(['prove', 'rollback']), ...commonShape }),
    z.strictObject({ kind: z.literal('cloud-address'), ...commonShape, ...cloudShape }),
    z.strictObject({ kind: z.literal('public-address'), ...commonShape, ...cloudShape }),
  ],
  'must be what play({ … }), prove({ … }), rollback({ … }), cloudAddress({ … }) or publicAddress({ … }) gives',
);

const playbookShape = z.strictObject(
  {
    name: z.string('must be a text').min(1, 'must not be empty'),
    plays: z.array(playShape, 'must be a list of plays').min(1, 'must have at least one play'),
    removes: z.boolean('must be true or false').optional(),
  },
  'must be what playbook({ … }) gives',
);

/** Whether a module's default export is a playbook; TypeScript's own check has not been made here. */
export function checkPlaybook(exported: unknown, path: string): Outcome<Playbook> {
  if (typeof exported !== 'object' || exported === null || !('plays' in exported)) {
    return failure({
      code: 'playbook.no-default-export',
      summary: `${path} does not export a playbook`,
      detail: 'A playbook is what the module exports by default.',
      fix: "End it with `export default playbook({ name: '…', plays: [play({ … })] })`, both imported from 'havip-deploy'.",
    });
  }
  const checked = playbookShape.safeParse(exported);
  if (checked.success) return success(exported as Playbook);
  return failure(
    ...checked.error.issues.map((issue) => ({
      code: 'playbook.wrong-shape' as const,
      summary: `${path}: ${where(issue.path)} ${messageOf(issue)}`,
      fix: 'Correct the file; `npx tsc --noEmit` names every type error in it.',
    })),
  );
}

/** A mistyped name is the one mistake that zod tells in words of its own. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `has no ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    : issue.message;
}

/** `plays[0].hosts`, or what the whole is called. */
function where(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'its default export' : text.replace(/^\./, '');
}
