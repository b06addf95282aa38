import type { Cluster } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';

/** Where changes of state wait for their hooks, and where the last result is. */
export const HOOK_QUEUE = '/var/lib/havip/hooks';

/** How the last hook of a node went. */
export interface HookResult {
  readonly state: string;
  readonly exitCode: number;
  /** Date and time of day of the node. */
  readonly at: string;
  /** `ended with 0 after 1 s: its last words`. */
  readonly words: string;
  /** Changes whose hook has not run yet. */
  readonly waiting: number;
}

/** Of several clusters on a machine, what is this one's: changes of its instance, and a result of its own. */
export function hookResultFact({ instance }: Pick<Cluster, 'instance'>): Fact<HookResult | undefined> {
  const of = instance === undefined ? '' : `-${instance}`;
  return {
    id: `hook-result${of}`,
    program: `waiting=0
for event in ${HOOK_QUEUE}/event-*; do
  [ -e "$event" ] || continue
  read -r _ name _ <"$event"
  case $name in ${instance ?? '*'}) waiting=$((waiting + 1)) ;; esac
done
echo "waiting $waiting"
head -c 600 ${HOOK_QUEUE}/result${of} 2>/dev/null || true`,
    parse: parseResult,
  };
}

function parseResult(output: string): HookResult | undefined {
  const [first = '', head = '', words = ''] = output.split('\n');
  const [, state = '', code = '', at = ''] = /^([A-Z]{4,8}) (\d{1,3}) ([\dT:+-]{10,30})$/.exec(head) ?? [];
  if (state === '') return undefined;
  return {
    state,
    exitCode: Number(code),
    at,
    words,
    waiting: Number(/^waiting (\d+)$/.exec(first)?.[1] ?? 0),
  };
}

/** Nothing where the cluster has no hooks. */
export function hookFacts(cluster: Cluster): readonly Fact<HookResult | undefined>[] {
  return cluster.havip.hooks.length === 0 ? [] : [hookResultFact(cluster)];
}

/** For a person: what the hook said, and how many wait. */
export function hookWords({ state, at, words, waiting }: HookResult): string {
  return `the hook for ${state} ${words} (${at})${waiting === 0 ? '' : `; ${waiting} more wait`}`;
}
