import type { Change, Timeline } from '../../core/events/timeline.ts';

/** What a piece of a bar means; decides colour and texture. */
export type Tone =
  | 'holds'
  | 'none'
  | 'master'
  | 'backup'
  | 'fault'
  | 'changing'
  | 'unknown'
  | 'running'
  | 'stopped';

/** A stretch of time in which something stayed as it was. */
export interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone: Tone;
  readonly text: string;
}

/** One bar of the picture. */
export interface Lane {
  readonly label: string;
  readonly pieces: readonly Piece[];
}

/** Bars that tell of the same thing. */
export interface LaneGroup {
  readonly title: string;
  readonly lanes: readonly Lane[];
}

type Reading = { readonly tone: Tone; readonly text: string };

const VRRP_TONES: Readonly<Record<string, Tone>> = {
  MASTER: 'master',
  BACKUP: 'backup',
  FAULT: 'fault',
  INIT: 'changing',
  STOP: 'changing',
};

/** The bars of a timeline that has been seen until `toMs`; what nobody looked at has none. */
export function laneGroups(timeline: Timeline, address: string, toMs: number): readonly LaneGroup[] {
  const holding = nodeLanes(timeline.holding, toMs, (value) =>
    value ? { tone: 'holds', text: 'has it' } : { tone: 'none', text: '' },
  );
  const binding = bindingLane(timeline, toMs);
  const groups = [
    {
      title: `Who has ${address === '' ? 'the address' : address}`,
      lanes: binding === undefined ? holding : [...holding, binding],
    },
    {
      title: 'VRRP state',
      lanes: nodeLanes(timeline.vrrp, toMs, (value) => ({
        tone: VRRP_TONES[value] ?? 'unknown',
        text: value,
      })),
    },
    {
      title: 'keepalived',
      lanes: nodeLanes(timeline.daemon, toMs, (value) =>
        value ? { tone: 'running', text: 'runs' } : { tone: 'stopped', text: 'does not run' },
      ),
    },
  ];
  return groups.filter(({ lanes }) => lanes.length > 0);
}

/** Times in which more than one node had the address. */
export function twoHolders(
  { holding }: Timeline,
  endMs: number,
): readonly { fromMs: number; toMs: number }[] {
  const now = new Set<string>();
  const spans: { fromMs: number; toMs: number }[] = [];
  let since: number | undefined;
  for (const { atMs, node, value } of holding) {
    if (value) now.add(node);
    else now.delete(node);
    if (now.size > 1) since ??= atMs;
    else if (since !== undefined) {
      spans.push({ fromMs: since, toMs: atMs });
      since = undefined;
    }
  }
  if (since !== undefined) spans.push({ fromMs: since, toMs: endMs });
  return spans.filter(({ fromMs, toMs }) => toMs > fromMs);
}

function nodeLanes<T>(changes: readonly Change<T>[], toMs: number, read: (value: T) => Reading): Lane[] {
  const nodes = [...new Set(changes.map(({ node }) => node))];
  return nodes.map((node) => ({
    label: node,
    pieces: pieces(
      changes.filter((change) => change.node === node),
      toMs,
      ({ value }) => read(value),
    ),
  }));
}

function bindingLane({ binding }: Timeline, toMs: number): Lane | undefined {
  if (binding.length === 0) return undefined;
  const read = ({ node }: Timeline['binding'][number]): Reading => {
    if (node === undefined) return { tone: 'unknown', text: 'no answer' };
    return node === null ? { tone: 'none', text: 'to no node' } : { tone: 'holds', text: node };
  };
  return { label: 'the cloud sends to', pieces: pieces(binding, toMs, read) };
}

/** Each change lasts until the next; those that change nothing are one piece. */
function pieces<T extends { readonly atMs: number }>(
  changes: readonly T[],
  toMs: number,
  read: (change: T) => Reading,
): Piece[] {
  const result: Piece[] = [];
  changes.forEach((change, index) => {
    const piece = { fromMs: change.atMs, toMs: changes[index + 1]?.atMs ?? toMs, ...read(change) };
    const last = result.at(-1);
    if (last?.tone === piece.tone && last.text === piece.text)
      result[result.length - 1] = { ...last, toMs: piece.toMs };
    else result.push(piece);
  });
  return result.filter((piece) => piece.toMs > piece.fromMs);
}
