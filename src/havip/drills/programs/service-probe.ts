import { quote } from '../../../core/programs/shell.ts';
import { endTogether, environment, LONGEST_SAMPLING_MS } from './environment.ts';
import { PROBE_HEARTBEAT_MS } from './probe.ts';

/** The service behind an address: a port that accepts connections, or a URL or path that answers. */
export type ServiceTarget = { readonly tcp: number } | { readonly http: string };

/** A probe without an answer is given up after this many milliseconds. */
export const GIVE_UP_MS = 2_000;

/** What is bearable for a machine: a connection costs a shell's fork, a request a whole curl. */
const SHORTEST_INTERVAL_MS = { tcp: 20, http: 100 } as const;

/** Milliseconds between two probes of a service, where the address itself is probed this often. */
export function serviceIntervalMs(target: ServiceTarget, intervalMs: number): number {
  return Math.max(intervalMs, 'tcp' in target ? SHORTEST_INTERVAL_MS.tcp : SHORTEST_INTERVAL_MS.http);
}

/**
 * bash, for its network redirections and its clock. A probe runs beside the next ones, so that one that waits
 * delays none; the parent ends it when it is given up, and only if it is still its child.
 */
const LOOP = `now() { if [ -n "$EPOCHREALTIME" ]; then stamp=$EPOCHREALTIME; else stamp=$(date +%s.%N); fi; }
is_child() { { read -r _ _ _ parent _ <"/proc/$1/stat"; } 2>/dev/null && [ "$parent" = "$$" ]; }
number=0
while [ "$number" -lt "$most" ]; do
  number=$((number + 1))
  now
  begun[number]=$stamp
  (if attempt; then now; echo "A $number $stamp \${begun[number]}"; else echo "L $number \${begun[number]}"; fi) 2>/dev/null &
  pids[number]=$!
  old=$((number - patience))
  if [ "$old" -gt 0 ]; then
    if is_child "\${pids[old]}"; then
      kill -KILL "\${pids[old]}" && echo "L $old \${begun[old]}" || exit 0
    fi
    unset "pids[old]" "begun[old]"
  fi
  sleep "$pause"
done
`;

/**
 * The program that probes a service through an address. It prints `T wall uptime` (its clock),
 * `A number wall sent` when the service answered, `L number sent` of a probe that failed, and
 * `X code` (it cannot work here).
 */
export function serviceProbe(target: ServiceTarget, address: string, intervalMs: number): string {
  const pauseMs = serviceIntervalMs(target, intervalMs);
  const settings = `pause=${pauseMs / 1000} patience=${Math.ceil(GIVE_UP_MS / pauseMs)} most=${Math.ceil(LONGEST_SAMPLING_MS / pauseMs)}`;
  const loop = `${settings}\n${attempt(target, address)}\n${LOOP}`;
  return `${environment}${endTogether}command -v bash >/dev/null || cannot no-bash
${'tcp' in target ? '' : 'command -v curl >/dev/null || command -v wget >/dev/null || cannot no-http-client\n'}\
beat() { read -r uptime rest </proc/uptime; printf 'T %s %s\\n' "$(date +%s.%N)" "$uptime" || exit 0; }
beat
bash -c ${quote(loop)} &
started=$!
beats=${Math.ceil(LONGEST_SAMPLING_MS / PROBE_HEARTBEAT_MS)}
while [ "$beats" -gt 0 ]; do
  beats=$((beats - 1))
  sleep ${PROBE_HEARTBEAT_MS / 1000}
  beat
  kill -0 "$started" 2>/dev/null || cannot service-probe-ended
done
`;
}

function attempt(target: ServiceTarget, address: string): string {
  if ('tcp' in target) return `attempt() { exec 3<>${quote(`/dev/tcp/${address}/${target.tcp}`)}; }`;
  const { url, host, port } = httpTarget(target.http, address);
  const seconds = GIVE_UP_MS / 1000;
  const curl = `curl -fsS -o /dev/null -m ${seconds} --resolve ${quote(`${host}:${port}:${address}`)} ${quote(url)}`;
  // wget cannot be told where a name leads, only which name to ask the address for.
  const direct = new URL(url);
  const named = direct.host;
  direct.hostname = address;
  const wget = `wget -q -t 1 -T ${seconds} -O /dev/null --header=${quote(`Host: ${named}`)} ${quote(String(direct))}`;
  return `if command -v curl >/dev/null; then attempt() { ${curl}; }; else attempt() { ${wget}; }; fi`;
}

function httpTarget(http: string, address: string) {
  const url = http.startsWith('/') ? `http://${address}${http}` : http;
  const { hostname, port, protocol } = new URL(url);
  return { url, host: hostname, port: port === '' ? (protocol === 'https:' ? '443' : '80') : port };
}
