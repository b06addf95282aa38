/** Of the time after which a backup takes over, what a machine may stand still. */
const BEARABLE = 1 / 3;

/**
 * POSIX sh functions that say whether keepalived does not come to rest because a machine is short of processor time:
 * late adverts are silence to a peer, and the address goes to and fro. They go by keepalived's own journal since
 * `$since`, and by `$overslept`, how late a short sleep of the asking program was at most; both in hundredths of a
 * second. `runs_late` says that it is this machine, `adverts_late` that adverts of another one were missed; either
 * fails without a word where it is not so.
 */
export function latenessFunctions(masterDownMs: number): string {
  const silence = (masterDownMs / 1000).toFixed(1);
  return `journal_tells() {
  journalctl -u keepalived -b -o short-monotonic --no-pager -n 1000 2>/dev/null | awk -v from="\${since:-0}" '
    { split($0, stamp, /[][ ]+/); if ((stamp[2] + 0) * 100 < from) next }
    match($0, /timer expired [0-9.]+ seconds ago/) { split(substr($0, RSTART, RLENGTH), words, " "); if (words[3] + 0 > late) late = words[3] + 0 }
    match($0, /\\([^)]*\\) Entering /) { name = substr($0, RSTART, RLENGTH) }
    /\\) Entering MASTER STATE/ { master[name] = 1 }
    /\\) Entering BACKUP STATE/ { if (master[name]) turns++; master[name] = 0 }
    END { printf "%d %d\\n", late * 100, turns }'
}
burden() { read -r load _ </proc/loadavg; processors=$(grep -c '^processor' /proc/cpuinfo) || processors=1; }
longer='give the machines more processor time, or set a longer havip.advert_int (with profile: fast, take standard)'
runs_late() {
  told=$(journal_tells); expired=\${told% *}; worst=\${overslept:-0}; burden
  [ "\${expired:-0}" -le "$worst" ] || worst=$expired
  [ "$worst" -gt ${Math.ceil((masterDownMs * BEARABLE) / 10)} ] || return 1
  echo "this machine is short of processor time (load $load on $processors processors): what is due runs up to $((worst / 100)).$((worst % 100 / 10)) s late, keepalived's adverts too, and after ${silence} s of silence another node takes over"
  echo "$longer"
}
adverts_late() {
  told=$(journal_tells); turns=\${told#* }; burden
  [ "\${turns:-0}" -gt 0 ] || return 1
  echo "keepalived made itself master after ${silence} s without an advert and gave way to the next one ($turns times): adverts come late or get lost, by the network or since a machine is short of processor time (load $load on $processors processors here)"
  echo "$longer"
}`;
}
