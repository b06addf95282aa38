import type { Secret } from '../../../../core/secret.ts';
import type { HavipFinding } from '../../havip-parse.ts';
import type { ParsedHavip } from '../../havip-schema.ts';
import { finding, type Rule } from '../../rules/rule-parts.ts';
import { defined } from '../defined.ts';
import type { HookSettings } from './hooks.ts';
import type { WEBHOOK_KINDS } from './webhook-schema.ts';

/** One address that is told of changes of state over HTTP. Times are milliseconds. */
export interface WebhookSettings {
  /** Of its own within the cluster: a folder's name on the nodes. */
  readonly name: string;
  readonly kind: (typeof WEBHOOK_KINDS)[number];
  readonly url: Secret;
  readonly secret?: Secret;
  readonly states: readonly HookSettings['state'][];
  /** Of one try. */
  readonly timeout: number;
  /** After the change. */
  readonly retry_for: number;
}

/** What signs nothing: its URL is all the secret there is. */
const UNSIGNED: ReadonlySet<WebhookSettings['kind']> = new Set(['slack', 'wecom']);

export const webhookRules: Rule = ({ notify }) => {
  const names = (notify?.webhooks ?? []).map(({ name, kind }) => name ?? kind);
  return (notify?.webhooks ?? []).flatMap(({ name, kind, secret }, index): readonly HavipFinding[] => {
    const at = `notify.webhooks.${index}`;
    const twice = names.indexOf(name ?? kind) < index;
    return [
      ...(twice
        ? [
            finding(
              name === undefined ? at : `${at}.name`,
              'duplicate-webhook',
              `two webhooks are called ${name ?? kind}`,
              'Give each a name: of its own, by which log and status tell them apart.',
            ),
          ]
        : []),
      ...(secret !== undefined && UNSIGNED.has(kind)
        ? [
            finding(
              `${at}.secret`,
              'contradiction',
              `a webhook of kind ${kind} is not signed`,
              'Remove secret:, the URL itself is what has to be kept.',
            ),
          ]
        : []),
    ];
  });
};

export function settleWebhooks({ notify }: ParsedHavip): readonly WebhookSettings[] {
  return (notify?.webhooks ?? []).map(({ name, kind, url, secret, states, timeout, retry_for }) => ({
    ...{ name: name ?? kind, kind, url, states, timeout, retry_for },
    ...defined({ secret }),
  }));
}
