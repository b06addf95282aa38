/** What decides VRRP's timers; priority is the backup's, whose timer it is. */
export interface VrrpTiming {
  readonly version: 2 | 3;
  /** 1–255. */
  readonly priority: number;
  /** Seconds between two adverts. */
  readonly advertInt: number;
  /** How many adverts may be missed; keepalived's default is 3. */
  readonly downTimerAdverts?: number;
}

/** How long the address is unreachable, in milliseconds: at best and at worst. */
export interface Interruption {
  readonly minMs: number;
  readonly maxMs: number;
}

const DEFAULT_DOWN_TIMER_ADVERTS = 3;

/**
 * Milliseconds between adverts as they are sent: up to 255 whole seconds in version 2, up to 40.95 s in steps of
 * 10 ms in version 3. What is beyond is brought within, as keepalived does.
 */
export function advertMs({ version, advertInt }: Pick<VrrpTiming, 'version' | 'advertInt'>): number {
  if (version === 2) return Math.min(255, Math.max(1, Math.round(advertInt))) * 1000;
  // In microseconds first: 1.005 is a little less as a binary number.
  return Math.min(4095, Math.max(1, Math.round(Math.round(advertInt * 1e6) / 1e4))) * 10;
}

/**
 * Milliseconds that a backup waits beyond the missed adverts, so that the highest priority moves first
 * (RFC 3768 6.1, RFC 5798 6.1).
 */
export function skewMs(timing: VrrpTiming): number {
  return ((256 - timing.priority) / 256) * (timing.version === 2 ? 1000 : advertMs(timing));
}

/** Milliseconds without an advert after which a backup takes over. */
export function masterDownMs(timing: VrrpTiming): number {
  const adverts = timing.downTimerAdverts ?? DEFAULT_DOWN_TIMER_ADVERTS;
  return adverts * advertMs(timing) + skewMs(timing);
}

/** A stop, a restart or a reboot: the master says goodbye (priority 0), the backup waits its skew. */
export function gracefulInterruption(timing: VrrpTiming): Interruption {
  return { minMs: skewMs(timing), maxMs: skewMs(timing) };
}

/**
 * A crash or a pulled cable: the backup waits its full timer from the last advert, which left up to one
 * interval before.
 */
export function crashInterruption(timing: VrrpTiming): Interruption {
  const worst = masterDownMs(timing);
  return { minMs: worst - advertMs(timing), maxMs: worst };
}
