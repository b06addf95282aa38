import { FactStore } from '../../src/engine/facts/fact-store.ts';
import type { Fact } from '../../src/resources/fact.ts';
import type { Planned, Resource, ServiceAction } from '../../src/resources/resource.ts';

/** Facts as if a machine had printed these texts, in an observation that began at these milliseconds. */
export function factsOf(...printed: readonly (readonly [Fact<unknown>, string, number?])[]): FactStore {
  const store = new FactStore();
  for (const [fact, output, begunMs] of printed) store.put(fact, output, begunMs);
  return store;
}

/** A resource's plan by itself. */
export function planOf(resource: Resource, facts: FactStore, notified?: ServiceAction): Planned {
  return resource.plan({ facts, notified: () => notified, changing: false });
}
