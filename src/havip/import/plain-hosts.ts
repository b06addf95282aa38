import { print } from '../../keepalived/parse/print.ts';
import { plain } from '../../keepalived/parse/syntax.ts';
import type { Loss } from '../takeover/losses/loss.ts';
import type { FoundNode } from './found.ts';

/** The group of hosts whose configuration makes no cluster, and the variable that has it whole. */
export const PLAIN_GROUP = 'keepalived_files';
export const PLAIN_VARIABLE = 'keepalived_conf';

/** Blocks that do something by themselves: a file without any is no use, or none of keepalived's. */
const DOES_SOMETHING = /^(?:virtual_server|vrrp_instance|bfd_instance|static_(?:ipaddress|routes|rules))$/;

/** A machine whose configuration is kept as it is: nothing in it floats by IPv4, or an inventory has no words for all of it. */
export interface PlainHost {
  readonly name: string;
  /** Where its configuration was found. */
  readonly file: string;
  /** All of it. */
  readonly text: string;
  /** What keeps it from being a cluster; none where nothing floats by IPv4. */
  readonly because: readonly Loss[];
}

/**
 * Keeps the whole configuration of a machine that is in no cluster: word for word with its comments, or in the
 * portable form where it includes others. Undefined where there is nothing in it, or nothing that an inventory could
 * hold.
 */
export function plainHost({ name, config }: FoundNode, because: readonly Loss[] = []): PlainHost | undefined {
  const { file, nodes, sources } = config;
  if (!nodes.some(({ words: [keyword] }) => DOES_SOMETHING.test(keyword.text))) return undefined;
  const printed = print(plain(nodes));
  const own = sources.length === 1 ? sources[0]?.lines.join('\n') : undefined;
  const text = [own, printed.ok ? printed.value : undefined].find(
    (each) => each !== undefined && !/\{[{%#]/.test(each),
  );
  return text === undefined ? undefined : { name, file, text, because };
}
