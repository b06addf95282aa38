/** One drill of a proof: what happens to whom. */
export interface PlannedDrill<S> {
  readonly scenario: S;
  readonly from: string;
}

/**
 * Each scenario once in either direction, so that the address ends where it was found; with `endWith`
 * `first-node` and an address that would end elsewhere, the last scenario once more. Where the first node
 * preempts, the address comes back by itself, and there is one direction only.
 * @param nodes names, highest priority first
 */
export function drillOrder<S>(options: {
  readonly holder: string;
  readonly nodes: readonly string[];
  readonly scenarios: readonly S[];
  readonly preempt: boolean;
  readonly endWith: 'as-found' | 'first-node';
}): readonly PlannedDrill<S>[] {
  const { nodes, scenarios, preempt } = options;
  const drills: PlannedDrill<S>[] = [];
  let holder = options.holder;
  const drill = (scenario: S) => {
    drills.push({ scenario, from: holder });
    const returns = preempt && holder === nodes[0];
    if (!returns) holder = nodes.find((name) => name !== holder) ?? holder;
  };
  for (const scenario of scenarios) {
    drill(scenario);
    if (!preempt || holder !== options.holder) drill(scenario);
  }
  const last = scenarios.at(-1);
  if (options.endWith === 'first-node' && holder !== nodes[0] && last !== undefined) drill(last);
  return drills;
}
