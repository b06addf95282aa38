/** What a step does to something that serves, as data: written to the journal, and asked instead of any text. */
export type StepEffect =
  | {
      readonly kind: 'start' | 'stop' | 'reload' | 'restart';
      /** systemd unit without `.service`. */
      readonly service: string;
      /** What takes it back, where that is more than the same again. */
      readonly undo?: 'restart';
      /** For how long taking it back may keep clients away beyond what the same again would, milliseconds. */
      readonly undoAwayMs?: number;
    }
  /** The machine stands apart from its peers while they change, and comes back with what they have then. */
  | { readonly kind: 'stand-apart' }
  | { readonly kind: 'reboot' };

/** No machine is believed that says more, in milliseconds. */
const LONGEST_MS = 3_600_000;

const SERVICE_KINDS = ['start', 'stop', 'reload', 'restart'] as const;

/** Reads effects that a journal on a machine names; what is none is passed over. */
export function parseEffects(text: string): StepEffect[] {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(found) ? found.flatMap(parseEffect) : [];
}

function parseEffect(found: unknown): StepEffect[] {
  if (typeof found !== 'object' || found === null || !('kind' in found)) return [];
  if (found.kind === 'reboot' || found.kind === 'stand-apart') return [{ kind: found.kind }];
  const kind = SERVICE_KINDS.find((each) => each === found.kind);
  return kind !== undefined && 'service' in found && typeof found.service === 'string'
    ? [
        {
          kind,
          service: found.service,
          ...('undo' in found && found.undo === 'restart' && { undo: 'restart' }),
          ...('undoAwayMs' in found && isDuration(found.undoAwayMs) && { undoAwayMs: found.undoAwayMs }),
        },
      ]
    : [];
}

/** A machine may say anything. */
function isDuration(found: unknown): found is number {
  return typeof found === 'number' && found >= 0 && found <= LONGEST_MS;
}
