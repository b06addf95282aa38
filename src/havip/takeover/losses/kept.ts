import type { Place } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { scriptUser, withUsers } from '../../../keepalived/daemon/script-user.ts';
import { entries, placeOf } from '../../../keepalived/meaning/settings.ts';
import { type ConfigNode, type KeepalivedConfig, plain } from '../../../keepalived/parse/syntax.ts';
import { ourInstance } from '../our-instance.ts';

/** A statement, and in which block it stands: by words alone, since names and places may be others. */
interface Statement {
  readonly place: Place;
  readonly signature: string;
}

/**
 * Whether a statement of the configuration in place stands in the new one too, word for word: a route, a
 * virtual server, a watched process; a program under the same user. What is kept is not lost, whoever describes it.
 */
export function keptIn(
  before: KeepalivedConfig,
  next: KeepalivedConfig,
  cluster: Cluster,
): (place: Place) => boolean {
  const there = new Set(statementsOf(next, cluster).map(({ signature }) => signature));
  const kept = new Set(
    statementsOf(before, cluster)
      .filter(({ signature }) => there.has(signature))
      .map(({ place }) => keyOf(place)),
  );
  return (place) => kept.has(keyOf(place));
}

function keyOf({ file, line, column }: Place): string {
  return `${line}:${column}:${file}`;
}

function statementsOf(config: KeepalivedConfig, cluster: Cluster): readonly Statement[] {
  const ours = ourInstance(config, cluster)?.place;
  const user = scriptUser(entries(config.nodes, 'global_defs'));
  return config.nodes.flatMap((each) => {
    const node = withUsers(each, user);
    const place = placeOf(node);
    const own = ours !== undefined && keyOf(place) === keyOf(ours);
    if (own || node.words[0].text === 'global_defs') {
      return inside(own ? 'vrrp_instance' : 'global_defs', node.children ?? []);
    }
    return [statement('', node)];
  });
}

/** The statements of a block, and the entries of those that hold some. */
function inside(block: string, nodes: readonly ConfigNode[]): readonly Statement[] {
  return nodes.flatMap((node) => [
    statement(block, node),
    ...(node.children ?? []).map((entry) => statement(`${block} ${node.words[0].text}`, entry)),
  ]);
}

function statement(block: string, node: ConfigNode): Statement {
  return { place: placeOf(node), signature: JSON.stringify([block, plain([node])]) };
}
