import { z } from 'zod';
import { type Refused, refused } from './reply.ts';

/** An id with a prefix; what is malformed is told apart from what does not exist. */
export function id(prefix: string) {
  return z.string().regex(new RegExp(`^${prefix}-[a-z0-9]{8}$`));
}

export const filters = (mostValues: number) =>
  z.array(z.strictObject({ Name: z.string(), Values: z.array(z.string()).max(mostValues) })).max(10);

export const tags = z.array(z.strictObject({ Key: z.string().max(127), Value: z.string().max(255) }));

export const clientToken = z
  .string()
  .max(64)
  .regex(/^[\x00-\x7f]*$/);

/** Most calls take numbers … */
export const numberedPages = { Offset: z.int().min(0).optional(), Limit: z.int().min(1).max(100).optional() };

/** … and a few the same in quotes. */
export const quotedPages = {
  Offset: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
  Limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/)
    .optional(),
};

/** The code of what is wrong with a call's parameters, the first of it, as the API's front door checks them. */
export function parameterProblem(error: z.ZodError, body: unknown): Refused {
  const [issue] = error.issues;
  if (issue === undefined) return refused('InvalidParameter', 'The parameters are not valid.');
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return refused(
      'UnknownParameter',
      `The parameter \`${[...issue.path, issue.keys[0]].join('.')}\` is not recognized.`,
    );
  if (issue.code === 'invalid_type' && valueAt(body, issue.path) === undefined)
    return refused('MissingParameter', `The request is missing a required parameter \`${name}\`.`);
  if (issue.code === 'custom' && typeof issue.params?.code === 'string')
    return refused(issue.params.code, issue.message);
  return refused(codeOf(issue), `The value of parameter \`${name}\` is not valid: ${issue.message}.`);
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format') return 'InvalidParameterValue.Malformed';
  if (issue.code === 'invalid_value') return 'InvalidParameterValue';
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return 'InvalidParameter';
  if (issue.origin === 'string') return 'InvalidParameterValue.TooLong';
  return issue.origin === 'array' ? 'InvalidParameterValue.LimitExceeded' : 'InvalidParameterValue.Range';
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    body,
  );
}
