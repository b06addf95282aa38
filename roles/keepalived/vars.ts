import type { Placement } from 'havip-deploy';

/** The role's variables: the cluster's `havip` settings and the host's part in it. */
export interface KeepalivedVars extends Placement {
  /** Other clusters of the same machines. */
  readonly beside?: readonly Placement[];
}

/** Every cluster that the node is part of, in the inventory's order. */
export function placements({ cluster, member, beside = [] }: KeepalivedVars): readonly Placement[] {
  return [{ cluster, member }, ...beside];
}

/** The same clusters as another of their machines has them. */
export function varsOn(vars: KeepalivedVars, host: string): KeepalivedVars | undefined {
  const [first, ...beside] = placements(vars).flatMap(({ cluster }): Placement[] => {
    const member = cluster.members.find((each) => each.host.name === host);
    return member === undefined ? [] : [{ cluster, member }];
  });
  return first && { ...first, ...(beside.length > 0 && { beside }) };
}
