/** Seconds that a service may take to come to rest where somebody else has an order of his own for it. */
const SETTLE_SECONDS = 15;

/** POSIX sh that waits while a service starts or stops; `unit` is a word of a shell. */
export function settled(unit: string): string {
  return `  left=${SETTLE_SECONDS}
  while case $(systemctl show -p ActiveState ${unit}) in *ing) [ $left -gt 0 ] ;; *) false ;; esac; do
    left=$((left - 1))
    sleep 1
  done`;
}
