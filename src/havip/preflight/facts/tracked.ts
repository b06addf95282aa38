import { quote } from '../../../core/programs/shell.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Fact } from '../../../resources/fact.ts';

/** How what keepalived is to watch stands now, by name. */
export interface TrackedNow {
  /** As the kernel says it: up, down, unknown for what has no carrier; undefined where there is none. */
  readonly interfaces: ReadonlyMap<string, string | undefined>;
  /** How many run. */
  readonly processes: ReadonlyMap<string, number>;
  /** The number in it; undefined where there is no such file, NaN where it holds something else. */
  readonly files: ReadonlyMap<string, number | undefined>;
}

/** One look at all of it, for a cluster that has something watched. */
export function trackedFact({ name, havip: { tracked } }: Cluster): Fact<TrackedNow> {
  const looks = [
    ...tracked.interfaces.map(
      ({ interface: card }) =>
        `printf 'interface %s %s\\n' ${quote(card)} "$(cat ${quote(`/sys/class/net/${card}/operstate`)} 2>/dev/null)"`,
    ),
    ...tracked.processes.map(
      (each) => `printf 'process %s %s\\n' ${quote(each.name)} "$(pgrep -c ${matching(each)})"`,
    ),
    ...tracked.files.map(
      ({ name: label, file }) =>
        `printf 'file %s %s\\n' ${quote(label)} "$(if [ -e ${quote(file)} ]; then head -c 40 ${quote(file)} | tr -d '[:space:]' | sed 's/^$/empty/'; fi)"`,
    ),
  ];
  return {
    id: `preflight:tracked:${name}`,
    program: looks.join('\n'),
    parse: (output) => ({
      interfaces: new Map(rows(output, 'interface').map(([label, state]) => [label, state || undefined])),
      processes: new Map(rows(output, 'process').map(([label, count]) => [label, Number(count) || 0])),
      files: new Map(
        rows(output, 'file').map(([label, value]) => [label, value === '' ? undefined : Number(value)]),
      ),
    }),
  };
}

/** Nothing to look at, where nothing is watched. */
export function trackedFacts(cluster: Cluster): readonly Fact<TrackedNow>[] {
  const { interfaces, processes, files } = cluster.havip.tracked;
  return interfaces.length + processes.length + files.length === 0 ? [] : [trackedFact(cluster)];
}

/** Nearly as keepalived compares: the name as the kernel has it, or the command line from its beginning. */
function matching({ process, full_command }: { readonly process: string; readonly full_command: boolean }) {
  const [name = ''] = process.split(/\s+/);
  const isName = name === process && !full_command && name.length <= 15;
  const literal = process.replaceAll(/[.[\]{}()*+?^$|\\]/g, '\\$&');
  return isName ? `-x -- ${quote(literal)}` : `-f -- ${quote(`^${literal}`)}`;
}

function rows(output: string, kind: string): (readonly [string, string])[] {
  return [...output.matchAll(new RegExp(`^${kind} (\\S+) ?(.*)$`, 'gm'))].map(
    ([, label = '', rest = '']) => [label, rest.trim()] as const,
  );
}
