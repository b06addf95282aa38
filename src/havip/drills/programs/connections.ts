import { quote } from '../../../core/programs/shell.ts';
import { endTogether, environment, LONGEST_SAMPLING_MS } from './environment.ts';
import type { ServiceTarget } from './service-probe.ts';

/** Milliseconds between two looks at all connections, and two requests on each busy one. */
const TICK_MS = 500;

/** An idle connection that is used again has this long to be answered, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * bash, for its network redirections. Whether a connection lives is read from the kernel's own table, by the
 * number of its socket, so it is the same for every protocol: gone or half closed is broken; data that nobody has
 * acknowledged since the look before is a hang.
 */
const LOOP = `trap '' PIPE
look() {
  state=() queue=()
  while read -r _ _ remote st queues _ _ _ _ inode _; do
    state[inode]=$st queue[inode]=\${queues%%:*}
  done 2>/dev/null </proc/net/tcp
}
socket_of() { link=$(readlink "/proc/$$/fd/$1"); link=\${link#socket:[}; inode=\${link%]}; }
now() { read -r uptime _ </proc/uptime; now=$(( 10#\${uptime/./} * 10 )); }
alive() { [ "\${state[$1]:-00}" = 01 ]; }
waits() { [ "$((16#\${queue[$1]:-0}))" -gt 0 ]; }
use() { printf "$request" >&"$1"; }
drain() { while IFS= read -r -t 0.001 -N 65536 -u "$1" _; do :; done; }
fds=() inodes=() kind=()
for ((n = 0; n < 2 * count; n++)); do
  exec {fd}<>"$target" || continue
  socket_of "$fd"
  fds+=("$fd") inodes+=("$inode")
  if [ $n -lt $count ]; then kind+=(idle); else kind+=(busy); fi
done 2>/dev/null
since=() longest=() broken=()
tick() {
  look; now
  for n in "\${!fds[@]}"; do
    [ -z "\${broken[n]}" ] || continue
    if ! alive "\${inodes[n]}"; then broken[n]=$now; continue; fi
    [ "\${kind[n]}" = busy ] || continue
    if waits "\${inodes[n]}"; then
      since[n]=\${since[n]:-$((now - pause_ms))}
      hang=$((now - since[n]))
      [ $hang -le "\${longest[n]:-0}" ] || longest[n]=$hang
    else since[n]=''; use "\${fds[n]}"; fi
    drain "\${fds[n]}"
  done
} 2>/dev/null
tick; sleep "$pause"; tick; sleep "$pause"; tick
# What did not live through that is closed by the service itself, and tells nothing of a failover.
for n in "\${!fds[@]}"; do [ -z "\${broken[n]}" ] || unset "fds[n]"; done
echo "O \${#fds[@]}"
while [ ! -e "$finish" ] && [ "$most" -gt 0 ]; do most=$((most - 1)); sleep "$pause"; tick; done
rm -f "$finish"
now; begun=$now
for n in "\${!fds[@]}"; do [ "\${kind[n]}" = busy ] || use "\${fds[n]}" 2>/dev/null; done
for ((turn = 0; turn < patience; turn++)); do sleep "$pause"; tick; done
for which in idle busy; do
  opened=0 kept=0 gone=0 hung=0 worst=0
  for n in "\${!fds[@]}"; do
    [ "\${kind[n]}" = $which ] || continue
    opened=$((opened + 1))
    hang=\${longest[n]:-0}
    if [ -n "\${broken[n]}" ]; then gone=$((gone + 1))
    elif waits "\${inodes[n]}"; then
      hung=$((hung + 1))
      [ $which = busy ] || hang=$((now - begun))
    else kept=$((kept + 1)); fi
    [ "$hang" -le $worst ] || worst=$hang
  done
  echo "R $which $opened $kept $gone $hung $worst"
done
`;

/**
 * The program that keeps connections through an address: \`count\` that are idle, and as many on which something
 * is sent twice a second. It prints \`O number\` once they are open, and when the file \`finish\` is there, after the
 * idle ones have been used once more, \`R idle|busy opened kept broken hung longest-hang-ms\`.
 */
export function connectionsProgram(options: {
  readonly target: ServiceTarget;
  readonly address: string;
  readonly count: number;
  readonly finish: string;
}): string {
  const { port, request } = requestOf(options.target, options.address);
  const settings = [
    `target=${quote(`/dev/tcp/${options.address}/${port}`)}`,
    `count=${options.count}`,
    `request=${quote(request)}`,
    `finish=${quote(options.finish)}`,
    `pause=${TICK_MS / 1000} pause_ms=${TICK_MS} patience=${PATIENCE_MS / TICK_MS}`,
    `most=${Math.ceil(LONGEST_SAMPLING_MS / TICK_MS)}`,
  ].join('\n');
  return `${environment}${endTogether}command -v bash >/dev/null || cannot no-bash
ulimit -n ${options.count * 2 + 64} 2>/dev/null
bash -c ${quote(`${settings}\n${LOOP}`)} &
started=$!
wait "$started"
`;
}

/** What is sent on a busy connection, for printf: a request that any web server answers, or an empty line. */
function requestOf(
  target: ServiceTarget,
  address: string,
): { readonly port: number; readonly request: string } {
  if ('tcp' in target) return { port: target.tcp, request: '\\r\\n' };
  const url = new URL(target.http.startsWith('/') ? `http://${address}${target.http}` : target.http);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const path = `${url.pathname}${url.search}`.replaceAll('%', '%%').replaceAll('\\', '');
  return { port, request: `HEAD ${path} HTTP/1.1\\r\\nHost: ${url.host}\\r\\n\\r\\n` };
}
