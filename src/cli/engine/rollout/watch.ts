import type { EventSink } from '../../../core/events/event.ts';
import type { RolloutEvent } from '../../../rollout/context.ts';
import type { EngineClient } from '../../../rollout/dbos/client.ts';
import type { Run } from '../../../rollout/engine.ts';
import { outsideWindowText, soakText, tellWaves, waveText } from '../../../run/waves/soak.ts';
import { outcomeOf } from './rollout-document.ts';

/** Tells all that has happened in a rollout, and what happens, until it has ended; false where that is not waited for. */
export async function watchRollout(
  client: EngineClient,
  run: Run,
  sink: EventSink,
  stopped: AbortSignal,
): Promise<boolean> {
  for await (const { event } of run.events()) {
    if (stopped.aborted) return false;
    await tell(client, run.id, event, sink);
  }
  return !stopped.aborted;
}

async function tell(client: EngineClient, id: string, event: RolloutEvent, sink: EventSink): Promise<void> {
  record(id, event, sink);
  if (event.type !== 'unit-ended') return;
  const { all, again } = await client.overview.resultsOf(id, event.unit);
  const { hosts, clusters, errors } = outcomeOf(
    event.kind === 'all' ? { ...(all !== undefined && { all }) } : { ...(again !== undefined && { again }) },
  );
  for (const problem of errors) sink({ type: 'problem', problem });
  for (const [host, result] of Object.entries(hosts)) sink({ type: 'host-finished', host, result });
  for (const [cluster, result] of Object.entries(clusters))
    sink({ type: 'cluster-finished', cluster, result });
}

/** Tells what is known of an event without asking for what a unit came to. */
export function record(id: string, event: RolloutEvent, sink: EventSink): void {
  const text = wordsOf(id, event);
  tellWaves(event, sink);
  const momentary = ['wave-begun', 'unit-begun', 'unit-ended'].includes(event.type);
  if (text !== undefined) sink({ type: 'notice', text, ...(momentary && { momentary }) });
}

/** What a person is told of an event; of some, nothing. */
function wordsOf(id: string, event: RolloutEvent): string | undefined {
  switch (event.type) {
    case 'wave-begun':
      return waveText(event.wave, event.units);
    case 'soaking':
      return soakText(event.milliseconds, event.units);
    case 'waiting':
      return `${event.question} The answer is given by: havip-deploy rollout approve ${id}`;
    case 'outside-window':
      return outsideWindowText(event.until);
    case 'paused':
      return `paused; it goes on with: havip-deploy rollout resume ${id}`;
    case 'resumed':
      return 'goes on';
    case 'unit-begun':
      return `${event.unit}: ${event.kind === 'all' ? 'begun' : 'looked at again'}`;
    case 'unit-ended':
      return `${event.unit}: ${event.verdict}${event.reason === undefined ? '' : `, ${event.reason}`}`;
    case 'ended':
      return event.reason === '' ? undefined : `goes no further: ${event.reason}`;
  }
}
