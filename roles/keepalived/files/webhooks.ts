import { type Cluster, instanceOf, template, WEBHOOK_QUEUE, webhookFolder } from 'havip-deploy';
import { WEBHOOKS_PATH, WEBHOOKS_UNIT_PATH } from '../paths.ts';

const senderTemplate = template(new URL('../templates/webhooks.sh.hbs', import.meta.url));
const unitTemplate = template(new URL('../templates/webhooks.service.hbs', import.meta.url));

/** One file of the hooks and webhooks on a node. */
export interface HookFile {
  readonly path: string;
  readonly text: string;
  readonly mode: string;
  readonly name: string;
}

/** What sends to webhooks; nothing without one. Its URLs and keys stand in it, so that it is for root alone. */
export function webhookFiles(clusters: readonly Cluster[], node: string): readonly HookFile[] {
  if (clusters.every(({ havip }) => havip.webhooks.length === 0)) return [];
  const text = senderTemplate({
    queue: WEBHOOK_QUEUE,
    node: inJson(node),
    webhooks: clusters.flatMap((cluster) => cluster.havip.webhooks.map((each) => sending(cluster, each))),
  });
  return [
    { path: WEBHOOKS_PATH, text, mode: '0700', name: 'webhooks' },
    { path: WEBHOOKS_UNIT_PATH, text: unitTemplate({}), mode: '0644', name: 'unit of the webhooks' },
  ];
}

/** One webhook, with what its message says of where it comes from. */
function sending(cluster: Cluster, webhook: Cluster['havip']['webhooks'][number]) {
  const { name, kind, url, secret, timeout, retry_for } = webhook;
  const { addresses } = cluster.havip;
  return {
    folder: webhookFolder(cluster, name),
    cluster: inJson(cluster.name),
    address_list: addresses.join(', '),
    addresses: JSON.stringify(addresses),
    ...{ kind, url: url.reveal(), key: inShell(secret?.reveal() ?? '') },
    ...{ timeout: timeout / 1000, retry_for: retry_for / 1000 },
  };
}

/** A text as it stands between the quotes of JSON, and between single quotes of a shell. */
function inJson(text: string): string {
  return inShell(JSON.stringify(text).slice(1, -1));
}

function inShell(text: string): string {
  return text.replaceAll("'", "'\\''");
}

/** Which webhooks are told of which changes, for what takes them from keepalived. */
export function toldOf(cluster: Cluster): readonly { folder: string; changes: string }[] {
  return cluster.havip.webhooks.map(({ name, states }) => ({
    folder: webhookFolder(cluster, name),
    changes: states.map((state) => `${instanceOf(cluster)}.${state.toUpperCase()}`).join(' | '),
  }));
}
