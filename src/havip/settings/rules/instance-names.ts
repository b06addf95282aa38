import { together } from '../../cluster/groups/together.ts';
import { settingSpot } from '../clusters.ts';
import type { Finished } from './sync-group-rules.ts';

/** One keepalived runs the instances of all clusters of the same machines, and knows them by their names. */
export function checkInstanceNames(finished: readonly Finished[]): void {
  const draftOf = new Map(finished.map(({ cluster, draft }) => [cluster, draft]));
  for (const clusters of together(finished.map(({ cluster }) => cluster))) {
    const owners = new Map<string, string>();
    for (const cluster of clusters) {
      const { instance } = cluster.havip;
      const draft = draftOf.get(cluster);
      if (instance === undefined || draft === undefined) continue;
      const owner = owners.get(instance);
      if (owner === undefined) owners.set(instance, cluster.name);
      else
        draft.problems.add(settingSpot(draft, 'instance'), {
          name: 'instance-name-taken',
          summary: `instance ${instance} is also that of cluster "${owner}" on the same machines`,
          detail: 'One keepalived runs both, and knows them by their names.',
          fix: 'Give it another name, or leave it out.',
        });
    }
  }
}
