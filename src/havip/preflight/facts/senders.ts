import type { Cluster } from '../../../inventory/types.ts';
import type { Fact } from '../../../resources/fact.ts';

/** Programs that webhooks need and that the machine has not. */
export const sendersFact: Fact<readonly string[]> = {
  id: 'preflight:senders',
  program: `command -v curl >/dev/null || wget --version 2>/dev/null | head -n 1 | grep -q '^GNU Wget' || echo curl
for program in flock base64 sha256sum od; do command -v $program >/dev/null || echo $program; done`,
  parse: (output) => output.split('\n').filter((line) => /^[a-z0-9]+$/.test(line)),
};

/** Nothing to look at, where nothing is sent. */
export function senderFacts({ havip }: Cluster): readonly Fact<readonly string[]>[] {
  return havip.webhooks.length === 0 ? [] : [sendersFact];
}
