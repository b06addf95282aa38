import type { Fact } from '../../../resources/fact.ts';
import { DHCP_CLIENTS, MOVERS, PROCESS_STATS } from '../../daemon/programs.ts';

/** A process that matters: a keepalived that no other keepalived has started, a DHCP client, what else moves addresses. */
export interface SeenProcess {
  readonly name: string;
  readonly pid: number;
  /** Its control group, by which systemd tells whose it is; empty where it tells nothing. */
  readonly group: string;
  readonly commandLine: string;
  /** What runs is not the program that its command line names: that was replaced or removed since. */
  readonly replaced: boolean;
}

export interface ProcessFacts {
  readonly daemons: readonly SeenProcess[];
  readonly dhcpClients: readonly SeenProcess[];
  /** Other software that gives addresses to one machine of several. */
  readonly movers: readonly SeenProcess[];
  /** A process that a PID file of keepalived's names and that is none. */
  readonly stalePid: { readonly file: string; readonly pid: number; readonly name: string } | undefined;
}

/** Only what is found costs a process more than the look at all of them. */
export const processesFact: Fact<ProcessFacts> = {
  id: 'preflight:processes',
  plain: true,
  together: [PROCESS_STATS],
  program: `for stat in $process_stats; do
  directory=\${stat%/stat}
  { read -r name <"$directory/comm"; } 2>/dev/null || continue
  case $name in ${['keepalived', ...DHCP_CLIENTS, ...MOVERS].join('|')}) ;; *) continue ;; esac
  parent='' group=''
  while read -r key value; do [ "$key" != PPid: ] || { parent=$value; break; }; done <"$directory/status"
  { read -r above <"/proc/$parent/comm"; } 2>/dev/null || above=''
  [ "$name" != "$above" ] || continue
  while IFS=: read -r _ kind path; do case $kind in ''|name=systemd) group=$path ;; esac; done <"$directory/cgroup"
  words=$(tr '\\0' ' ' <"$directory/cmdline") program=\${words%% *}
  case $program in /*) [ ! -e "$directory/exe" ] || [ "$directory/exe" -ef "$program" ] || group=\${group:--}' replaced' ;; esac
  echo "process $name \${directory#/proc/} \${group:--} $words"
done
for file in /run/keepalived.pid /run/keepalived/keepalived.pid /var/run/keepalived.pid; do
  { read -r pid <"$file"; } 2>/dev/null && { read -r name <"/proc/$pid/comm"; } 2>/dev/null || continue
  echo "pid $file $pid $name"
done`,
  parse: (output) => {
    const seen = [...output.matchAll(/^process (\S+) (\d+) (\S+) (replaced )?(.*)$/gm)].map(
      ([, name = '', pid = '', group = '', replaced, commandLine = '']): SeenProcess => ({
        name,
        pid: Number(pid),
        group: group === '-' ? '' : group,
        commandLine: commandLine.trim(),
        replaced: replaced !== undefined,
      }),
    );
    const stale = [...output.matchAll(/^pid (\S+) (\d+) (\S+)$/gm)].find(
      (match) => match[3] !== 'keepalived',
    );
    return {
      daemons: seen.filter(({ name }) => name === 'keepalived'),
      dhcpClients: seen.filter(({ name }) => DHCP_CLIENTS.some((each) => each === name)),
      movers: seen.filter(({ name }) => MOVERS.some((each) => each === name)),
      stalePid: stale && { file: stale[1] ?? '', pid: Number(stale[2]), name: stale[3] ?? '' },
    };
  },
};
