import { type HavipSettings, template, WEBHOOK_QUEUE } from 'havip-deploy';
import type { HookFile } from './hooks.ts';
import { WEBHOOKS_PATH, WEBHOOKS_UNIT_PATH } from './paths.ts';

const senderTemplate = template(new URL('./templates/webhooks.sh.hbs', import.meta.url));
const unitTemplate = template(new URL('./templates/webhooks.service.hbs', import.meta.url));

/** What a message says of where it comes from. */
export interface Sender {
  readonly cluster: string;
  readonly node: string;
}

/** What sends to webhooks; nothing without one. Its URLs and keys stand in it, so that it is for root alone. */
export function webhookFiles(
  { webhooks, addresses }: HavipSettings,
  { cluster, node }: Sender,
): readonly HookFile[] {
  if (webhooks.length === 0) return [];
  const text = senderTemplate({
    queue: WEBHOOK_QUEUE,
    cluster: inJson(cluster),
    node: inJson(node),
    address_list: addresses.join(', '),
    addresses: JSON.stringify(addresses),
    webhooks: webhooks.map(({ name, kind, url, secret, timeout, retry_for }) => ({
      ...{ name, kind, url: url.reveal(), key: inShell(secret?.reveal() ?? '') },
      ...{ timeout: timeout / 1000, retry_for: retry_for / 1000 },
    })),
  });
  return [
    { path: WEBHOOKS_PATH, text, mode: '0700', name: 'webhooks' },
    { path: WEBHOOKS_UNIT_PATH, text: unitTemplate({}), mode: '0644', name: 'unit of the webhooks' },
  ];
}

/** A text as it stands between the quotes of JSON, and between single quotes of a shell. */
function inJson(text: string): string {
  return inShell(JSON.stringify(text).slice(1, -1));
}

function inShell(text: string): string {
  return text.replaceAll("'", "'\\''");
}

/** Which webhooks are told of which changes, for what takes them from keepalived. */
export function toldOf({ webhooks }: HavipSettings): readonly { name: string; states: string }[] {
  return webhooks.map(({ name, states }) => ({
    name,
    states: states.map((state) => state.toUpperCase()).join(' | '),
  }));
}
