import { pause } from '../../core/pause.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { WorkerSeen } from '../submission.ts';
import type { DbosOptions } from './options.ts';
import type { DbosParts } from './parts.ts';
import { Slot } from './slots.ts';

/** How often a worker looks what was submitted, and whether another one is gone, in milliseconds. */
const LOOK_MS = 500;
const LOOKS_BETWEEN_ADOPTIONS = 4;

/** A worker that has not told of itself for so long is stopped or cut off, and its work is another's. */
const SILENT_SECONDS = 60;

/**
 * What a worker does beside its work, until the end: begins what was submitted, takes over what is left, tells that it
 * is there, and takes its own place again where the connection broke. Gives the place that it has at the end.
 */
export async function lookAround(
  options: DbosOptions,
  parts: DbosParts,
  slot: Slot,
  begin: (id: string) => Promise<void>,
): Promise<Slot> {
  const { tell = () => undefined } = options;
  const leftAlone = new Set<string>();
  let own = slot;
  for (let look = 0; !parts.signal.aborted; look += 1) {
    try {
      await beginSubmitted(options, parts, begin, leftAlone);
      if (look % LOOKS_BETWEEN_ADOPTIONS === 0) own = await lookAfterOthers(options, parts, own);
    } catch (error) {
      // The server is away, for instance; the next look says more.
      if (!parts.signal.aborted) tell(`cannot look after other workers: ${messageOf(error)}`);
    }
    await pause(LOOK_MS, parts.signal);
  }
  return own;
}

/** What is of another version of the program is told once, and left to its workers. */
async function beginSubmitted(
  { tell = () => undefined, version }: DbosOptions,
  { submissions }: DbosParts,
  begin: (id: string) => Promise<void>,
  leftAlone: Set<string>,
): Promise<void> {
  for (const { id, version: wanted } of await submissions.notBegun()) {
    if (wanted === version) await begin(id);
    else if (!leftAlone.has(id)) {
      leftAlone.add(id);
      tell(`the rollout ${id} is left alone: it is of havip-deploy ${wanted}, and this is ${version}`);
    }
  }
}

/** What a worker tells of itself. */
export function presence({
  version,
  region,
  owner = '?',
}: DbosOptions): Omit<WorkerSeen, 'place' | 'secondsAgo'> {
  return { version, region: region ?? null, owner };
}

/** Takes over what is left of workers that are gone. */
async function lookAfterOthers(options: DbosOptions, parts: DbosParts, slot: Slot): Promise<Slot> {
  const { sdk, url, version, tell = () => undefined } = options;
  let own = slot;
  if (slot.isLost) {
    const again = await Slot.take(sdk, url, slot.number);
    if (again === undefined) return slot;
    own = again;
  }
  await parts.overview.seen({ ...presence(options), place: own.executor });
  await own.endSilent(SILENT_SECONDS);
  const adopted = await own.adopt(sdk, version);
  if (adopted > 0) tell(`took over ${adopted} pieces of work of workers that are gone`);
  return own;
}
