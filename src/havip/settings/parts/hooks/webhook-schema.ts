import { Secret } from '../../../../core/secret.ts';
import { choice, list, mapping, shorthand, text, wholeSeconds } from '../../../../inventory/schema-parts.ts';
import { HOOK_STATES } from './hook-schema.ts';

/** Whose form a webhook takes. */
export const WEBHOOK_KINDS = ['json', 'slack', 'wecom', 'dingtalk', 'feishu'] as const;

const webhook = mapping({
  url: text('an http or https URL without blanks, quotes and backslashes', /^https?:\/\/[^\s"'\\]{1,1000}$/)
    .transform((value) => new Secret(value))
    .describe('Where it is sent. It is a secret, since whoever has it may send there.'),
  kind: choice(...WEBHOOK_KINDS)
    .default('json')
    .describe('`json` is a document of our own, the others are what these services take.'),
  name: text(
    'up to 30 small letters, digits and hyphens, the first one no hyphen',
    /^[a-z0-9][a-z0-9-]{0,29}$/,
  )
    .optional()
    .describe('What log and `status` call it; its kind, where nothing is said.'),
  secret: text('1 to 256 printable ASCII characters without blanks', /^[\x21-\x7e]{1,256}$/)
    .transform((value) => new Secret(value))
    .optional()
    .describe('Signs what is sent: `json`, `dingtalk` and `feishu`.'),
  states: list(choice(...HOOK_STATES), 'a list of changes of state', HOOK_STATES.length)
    .default([...HOOK_STATES])
    .describe('Of which changes it tells.'),
  timeout: wholeSeconds(1, 60).prefault('5s').describe('How long one try may take.'),
  retry_for: wholeSeconds(0, 86_400)
    .prefault('1h')
    .describe('So long after the change it is tried again, with growing pauses up to 5 minutes.'),
});

export const webhooksSchema = list(shorthand('url', webhook), 'a list of up to 10 webhooks', 10)
  .optional()
  .describe('Who is told of a change over HTTP. From keepalived 1.3.6 on.');
