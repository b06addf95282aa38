import type { Cluster } from '../../../inventory/types.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import type { KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import type { Facts } from '../../../resources/fact.ts';
import { fileFact } from '../../../resources/file.ts';
import { networkFact } from '../../../resources/network.ts';
import { CONFIG_PATH } from '../../cluster/state/cluster-facts.ts';
import { configurationInPlace, includedFilesFact } from '../../takeover/in-place.ts';
import { ourInstance } from '../../takeover/our-instance.ts';
import type { Seat } from './input.ts';

/** The configuration in place on a machine and its instance of a cluster, where all of it was read. */
export function speakingInPlace(
  cluster: Cluster,
  facts: Facts | undefined,
): { readonly config: KeepalivedConfig; readonly instance: InstanceView } | undefined {
  if (facts?.ifRead(fileFact(CONFIG_PATH)) === undefined || facts.ifRead(includedFilesFact) === undefined)
    return undefined;
  const config = configurationInPlace(facts);
  const instance = config && ourInstance(config, cluster);
  return config && instance && { config, instance };
}

/** All addresses of a machine: the one that it speaks from, and those of its interfaces. */
export function addressesOf({ address, facts }: Pick<Seat, 'address' | 'facts'>): readonly string[] {
  return [address, ...(facts?.ifRead(networkFact)?.addresses ?? []).map((each) => each.address)];
}
