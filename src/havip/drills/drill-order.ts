/** One drill of a proof: what happens to whom. */
export interface PlannedDrill<S> {
  readonly scenario: S;
  readonly from: string;
}

/**
 * Each scenario once in either direction, so that the address ends where it was found, or with `endWith`
 * `first-node` there: where it would end elsewhere, the last scenario that moves it for good once more. Where
 * the first node gets the address back by itself, there is one direction only.
 * @param nodes names, highest priority first
 * @param comesBack whether a scenario leaves the address with the first node again, if that is what fails
 */
export function drillOrder<S>(options: {
  readonly holder: string;
  readonly nodes: readonly string[];
  readonly scenarios: readonly S[];
  readonly comesBack: (scenario: S) => boolean;
  /** Whether a scenario leaves the address where it is, as a rule. */
  readonly stays?: (scenario: S) => boolean;
  readonly endWith: 'as-found' | 'first-node';
  /** How often each drill comes. */
  readonly repeat: number;
}): readonly PlannedDrill<S>[] {
  const { nodes, scenarios, comesBack, stays = () => false } = options;
  const drills: PlannedDrill<S>[] = [];
  let holder = options.holder;
  const drill = (scenario: S) => {
    drills.push({ scenario, from: holder });
    const returns = stays(scenario) || (comesBack(scenario) && holder === nodes[0]);
    if (!returns) holder = nodes.find((name) => name !== holder) ?? holder;
  };
  const rounds = Array.from({ length: options.repeat }, () => scenarios).flat();
  for (const scenario of rounds) {
    const before = holder;
    drill(scenario);
    if (holder !== before) drill(scenario);
  }
  const end = options.endWith === 'first-node' ? nodes[0] : options.holder;
  const last = scenarios.findLast(
    (scenario) => !stays(scenario) && (holder === nodes[0] ? !comesBack(scenario) : true),
  );
  if (holder !== end && last !== undefined) drill(last);
  return drills;
}
