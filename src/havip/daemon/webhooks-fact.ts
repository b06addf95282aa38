import type { Cluster } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';

/** Below it, each webhook has a folder with what waits for it and how the last one went. */
export const WEBHOOK_QUEUE = '/var/lib/havip/webhooks';

/** The name of its folder: of several clusters on a machine, each has webhooks of its own. */
export function webhookFolder({ instance }: Pick<Cluster, 'instance'>, name: string): string {
  return instance === undefined ? name : `${instance}-${name}`;
}

/** How a webhook of a node goes. */
export interface WebhookResult {
  readonly name: string;
  readonly delivered: boolean;
  readonly state: string;
  /** Date and time of day of the node. */
  readonly at: string;
  /** `delivered at try 1: HTTP 200`. */
  readonly words: string;
  /** Changes that it has not been told of yet. */
  readonly waiting: number;
}

/** Those that have been told of something. */
export function webhooksFact(cluster: Cluster): Fact<readonly WebhookResult[]> {
  const names = cluster.havip.webhooks.map(({ name }) => webhookFolder(cluster, name)).join(' ');
  return {
    id: `webhook-results:${names}`,
    program: `for name in ${names}; do
  waiting=0
  for event in ${WEBHOOK_QUEUE}/$name/event-*; do [ ! -e "$event" ] || waiting=$((waiting + 1)); done
  echo "webhook $name $waiting"
  head -c 400 ${WEBHOOK_QUEUE}/$name/result 2>/dev/null || true
  echo
done`,
    parse: (output) => parseResults(output, webhookFolder(cluster, '')),
  };
}

function parseResults(output: string, prefix: string): readonly WebhookResult[] {
  return output.split(/^(?=webhook )/m).flatMap((part): WebhookResult[] => {
    const [first = '', head = '', words = ''] = part.split('\n');
    const [, folder, waiting] = /^webhook ([A-Za-z0-9_-]{1,60}) (\d{1,6})$/.exec(first) ?? [];
    const [, state, code, at] = /^([A-Z]{4,8}) ([01]) ([\dT:+-]{10,30})$/.exec(head) ?? [];
    if (folder === undefined || state === undefined || at === undefined) return [];
    return [
      {
        name: folder.slice(prefix.length),
        state,
        at,
        words,
        delivered: code === '0',
        waiting: Number(waiting),
      },
    ];
  });
}

/** Nothing where the cluster has no webhooks. */
export function webhookFacts(cluster: Cluster): readonly Fact<readonly WebhookResult[]>[] {
  return cluster.havip.webhooks.length === 0 ? [] : [webhooksFact(cluster)];
}

/** For a person: how it went, and how many wait. */
export function webhookWords({ name, state, at, words, waiting }: WebhookResult): string {
  return `the webhook ${name} for ${state}: ${words} (${at})${waiting === 0 ? '' : `; ${waiting} waiting`}`;
}
