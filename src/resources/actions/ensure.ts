import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { defineAction } from '../define/define-action.ts';
import { line, word } from '../define/options/option-types.ts';
import type { StepResult } from '../steps/action.ts';

/** What has to be so for the tasks to go on. */
export const ensure = defineAction({
  call: 'ensure',
  summary: 'What has to be so for the tasks to go on: the step fails where it is not.',
  example: `yield* ensure({
  that: vars.replicas > 1,
  name: 'more than one replica',
  fix: 'Add a replica to the inventory first.',
});`,
  options: {
    name: word.describe('What has to be so.'),
    that: z.boolean().describe('Whether it is.'),
    fix: line.optional().describe('What the reader should do where it is not.'),
  },
  key: ({ name }) => name,
  title: ({ name }) => name,
  reads: true,
  does: () => 'is so',
  perform: async ({ name, that, fix }): Promise<Outcome<StepResult>> =>
    that
      ? success({ changed: false })
      : failure({
          code: 'host.not-so',
          summary: `${name}: it is not so`,
          detail: 'The playbook says that it has to be before it goes on.',
          ...(fix === undefined ? {} : { fix }),
        }),
  guess: () => ({ changed: false }),
});
