/** What a step does to something that serves, as data: written to the journal, and asked instead of any text. */
export type StepEffect =
  | {
      readonly kind: 'start' | 'stop' | 'reload' | 'restart';
      /** systemd unit without `.service`. */
      readonly service: string;
      /** What takes it back, where that is more than the same again. */
      readonly undo?: 'restart';
    }
  /** The machine stands apart from its peers while they change, and comes back with what they have then. */
  | { readonly kind: 'stand-apart' }
  | { readonly kind: 'reboot' };

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
        },
      ]
    : [];
}
