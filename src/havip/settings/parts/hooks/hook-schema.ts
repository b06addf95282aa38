import { duration, mapping, shorthand, text } from '../../../../inventory/schema-parts.ts';

/** The changes of state that can have a hook. */
export const HOOK_STATES = ['master', 'backup', 'fault', 'stop'] as const;

const hook = (when: string) =>
  shorthand(
    'script',
    mapping({
      script: text('the absolute path of a program on the nodes, with its arguments', /^\/[^\n]*$/)
        .optional()
        .describe('A program that is on the node.'),
      file: text('the path of a script', /\S/)
        .optional()
        .describe('A script of this machine that is sent, seen from the file that names it.'),
      timeout: duration(1000, 3_600_000, 'a duration from 1s to 1h')
        .prefault('30s')
        .describe('After this long it is ended, and counts as failed.'),
    }),
  )
    .optional()
    .describe(`Runs when ${when}: \`script\` or \`file\`. From keepalived 1.3.6 on.`);

export const hookShape = {
  master: hook('the node has become master'),
  backup: hook('the node has become a backup'),
  fault: hook('the node is in fault'),
  stop: hook('keepalived has stopped in order'),
};
