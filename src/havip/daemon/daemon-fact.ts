import { quote } from '../../core/programs/shell.ts';
import { writeRefusal } from '../../core/programs/write-refusal.ts';
import type { Cluster } from '../../inventory/types.ts';
import { type DumpedInstance, parseDump } from '../../keepalived/daemon/dump.ts';
import { type NotifyState, parseNotifyState } from '../../keepalived/daemon/notify-state.ts';
import { type Fact, parsePairs } from '../../resources/fact.ts';
import { ADDRESSES } from '../../resources/network.ts';
import { CONFIG_PATH, LOADED_FILE, stateFileOf } from '../cluster/paths.ts';
import { tryToWrite } from '../cluster/try-to-write.ts';
import { DAEMON_FUNCTIONS, LARGEST_STATE_BYTES, PROCESS_STATS } from './programs.ts';

/** One process of a keepalived. */
export interface DaemonProcess {
  readonly pid: number;
  readonly parent: number;
  /** Seconds from the machine's boot to its start. */
  readonly startedAt: number;
  readonly command: string;
}

/** The keepalived that runs on a machine, by the kernel's and its own account. */
export interface DaemonFacts {
  readonly processes: readonly DaemonProcess[];
  /** The eldest of them is in the control group of the unit keepalived, whatever systemd takes for its main process. */
  readonly inUnit: boolean;
  readonly bootId: string;
  /** What the notify script has written last, whoever it was that said so. */
  readonly recorded: NotifyState | undefined;
  /** Asked only where the state file does not tell; undefined also where it gave no answer. */
  readonly dump: readonly DumpedInstance[] | undefined;
  /** The file in place was read by the daemon that runs, as far as times and our own note tell. */
  readonly loaded: boolean;
  /** Why the notify script cannot write, where it cannot: behind "the folder is". */
  readonly stateFolder: string | undefined;
}

/** Written by keepalived when it starts, and never again. */
const PID_FILE = '/run/keepalived.pid';

/** Clock ticks a second, as the kernel tells them to every program, whatever its own timer does. */
const TICKS = 100;

/** Seconds by which a wall clock may have been corrected since a file was written. */
const CLOCK_SECONDS = 5;

/** Kilobytes below which a file system counts as full. */
const FULL_KB = 64;

/**
 * What runs, and what it last said. The daemon is asked to dump its own account only where the state file is
 * missing, another process's, or at odds with the address, or where the file in place may not be in force.
 */
export function daemonFact(cluster: Cluster): Fact<DaemonFacts> {
  const { name, havip } = cluster;
  // A cloud may still have to choose the address.
  const held = havip.addresses.map((address) => `*" ${address}/"*`).join(' | ') || "'no address'";
  const stateFile = stateFileOf(cluster);
  const folder = stateFile.slice(0, stateFile.lastIndexOf('/'));
  return {
    // Not of its addresses: after an undo the cluster is looked at with those from before.
    id: `daemon:${name}`,
    together: [PROCESS_STATS, ADDRESSES],
    program: `${DAEMON_FUNCTIONS}
read -r boot </proc/sys/kernel/random/boot_id
find_daemons
find_eldest "$found"
while read -r process; do [ -z "$process" ] || printf 'process %s\\n' "$process"; done <<END
$found
END
state= file= begun=0
while read -r name inode changed size; do
  case $name in
    ${CONFIG_PATH}) file="$inode $changed" ;;
    ${PID_FILE}) begun=$changed ;;
    # A shell waits at a pipe, and reads a large file byte by byte.
    ?*) [ -L "$name" ] || [ ! -f "$name" ] || [ "$size" -gt ${LARGEST_STATE_BYTES} ] || { read -r state <"$name"; } 2>/dev/null ;;
  esac
done <<END
$(stat -c '%n %i %Z %s' ${CONFIG_PATH} ${PID_FILE} ${quote(stateFile)} 2>/dev/null)
END
printf 'boot=%s\\nstate=%s\\n' "$boot" "$state"
[ -n "$found" ] || exit
{ while read -r line; do case $line in *:/*/keepalived.service | *:/*/keepalived.service/*) echo unit=yes; break ;; esac; done <"/proc/$top/cgroup"; } 2>/dev/null
while read -r key value; do [ "$key" != btime ] || booted=$value; done </proc/stat
loaded=no note=
{ read -r note <${quote(LOADED_FILE)}; } 2>/dev/null
[ "$note" != "$top $started $boot $file" ] || loaded=yes
# By two clocks that a set one puts wrong in different ways: the boot's, and that of the daemon's own file.
[ -z "$file" ] || [ "$begun" -le "\${file#* }" ] || [ "$((booted + started / ${TICKS}))" -le "$((\${file#* } + ${CLOCK_SECONDS}))" ] || loaded=yes
echo "loaded=$loaded"
case "$addresses" in ${held}) proper=MASTER ;; *) proper=BACKUP ;; esac
writer=\${state##*'"keepalived_pid":'}; writer=\${writer%%[!0-9]*}
sound=no
case "
$found" in *"
\${writer:-none} "*) case $state in *"\\"state\\":\\"$proper\\""*"\\"boot_id\\":\\"$boot\\""*) sound=yes ;; esac ;; esac
[ "$sound$loaded" = yesyes ] || dump "$top"
[ "$sound" = no ] || exit
if [ ! -d ${quote(folder)} ]; then exit; fi
[ -w ${quote(folder)} ] || { ${tryToWrite(quote(folder), 'folder=')}; exit; }
set -- $(stat -f -c '%a %S %d %c' ${quote(folder)})
case $#$1$2$3$4 in 4*[!0-9]* | [!4]*) exit ;; esac
[ "$(($1 * $2 / 1024))" -ge ${FULL_KB} ] || echo 'folder=full'
[ "$4" -eq 0 ] || [ "$3" -gt 2 ] || echo 'folder=inodes'`,
    parse: parseDaemon,
  };
}

function parseDaemon(output: string): DaemonFacts {
  const { boot = '', state = '', loaded, folder, unit } = parsePairs(output);
  const processes = [...output.matchAll(/^process (\d+) (\d+) (\d+) (.*)$/gm)].map((row) => ({
    pid: Number(row[1]),
    parent: Number(row[2]),
    startedAt: Number(row[3]) / TICKS,
    command: (row[4] ?? '').trim(),
  }));
  return {
    processes,
    inUnit: unit === 'yes',
    bootId: boot,
    recorded: parseNotifyState(state),
    dump: output.includes('< VRRP Topology >') ? parseDump(output) : undefined,
    loaded: loaded === 'yes',
    stateFolder: folder === undefined ? undefined : folderWords(folder),
  };
}

function folderWords(said: string): string {
  if (said === 'full') return 'on a full disk';
  if (said === 'inodes') return 'on a disk without a free inode';
  return writeRefusal(said)?.words ?? 'closed to root';
}
