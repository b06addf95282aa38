import { z } from 'zod';
import { text, unitName, word } from './option-types.ts';

const ACTIONS = ['daemon-reload', 'reload', 'restart'] as const;

/** What every kind of resource takes besides its own options; stands here once. */
export const metaparameters = {
  name: word.optional().describe('What people are shown; default: the kind and what it is about.'),
  tags: z
    .array(word)
    .readonly()
    .optional()
    .describe('For `--tags` and `--skip-tags`, beside those of its role and play.'),
  when: z.boolean().optional().describe('`false`: the step is shown as skipped. Default true.'),
  notify: z
    .strictObject({ service: unitName, action: z.enum(ACTIONS) })
    .readonly()
    .optional()
    .describe(
      'What a change asks of a service; carried out once, by the `service` of the same play that stands after it.',
    ),
  environment: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be a variable name'), text)
    .readonly()
    .optional()
    .describe('Variables for the program that makes the change.'),
  noLog: z
    .boolean()
    .optional()
    .describe('Neither the diff nor what the program prints is ever shown. Default false.'),
} as const;

/** The same as they are given back by the check. */
export type Metaparameters = z.output<z.ZodObject<typeof metaparameters>>;
