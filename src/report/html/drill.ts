import type { Problem } from '../../core/problem.ts';
import { formatDuration } from '../duration.ts';
import { type Markup, markup } from '../markup.ts';
import { twoHolders } from '../picture/lanes.ts';
import type { Span } from '../picture/marks.ts';
import { drawPicture, type PictureOptions } from '../picture/picture.ts';
import { describeStrip, type Strip } from '../picture/strip.ts';
import { closeUpWindow, interruptionOf, overlaps, type Window, wholeWindow } from '../picture/window.ts';
import type { RecordedDrill } from '../record.ts';

/** What surrounds a drill. */
export interface DrillPlace {
  /** Unique in the page. */
  readonly id: string;
  readonly address: string;
  readonly errors: readonly Problem[];
}

/** A handover is measured like a drill, but was needed by a change. */
const HANDOVER = 'handover';

/** One drill: what happened in words, and pictures of it. */
export function renderDrill(recorded: RecordedDrill, place: DrillPlace): Markup {
  const { drill, timeline } = recorded;
  const handover = drill.scenario === HANDOVER;
  const heading = `${handover ? 'Handover for a change' : `Drill ${drill.scenario}`}: ${drill.from} → ${drill.to ?? 'nobody'}`;
  const strips = stripsOf(recorded);
  return markup`<section class="drill" id="${place.id}"><h3>${heading}</h3>
${drill.error !== null && renderError(drill.error, place.errors)}
${
  timeline.probes.length + timeline.holding.length > 0 &&
  markup`<figure>
<figcaption>${strips.map((strip) => `${strip.title}: ${describeStrip(strip)}. `)}${clockWords(recorded)}</figcaption>
${picturesOf(recorded, place, heading, strips).map(drawPicture)}</figure>`
}</section>
`;
}

function picturesOf(
  recorded: RecordedDrill,
  { id, address }: DrillPlace,
  heading: string,
  strips: readonly Strip[],
): readonly PictureOptions[] {
  const { drill, timeline } = recorded;
  const whole = wholeWindow(timeline);
  const common = { timeline, address, strips, handover: drill.scenario === HANDOVER, endMs: whole.toMs };
  const picture = (suffix: string, title: string, window: Window): PictureOptions => ({
    ...common,
    id: `${id}${suffix}`,
    title: `${heading}${title}`,
    description: describe(recorded),
    window,
    spans: spansOf(recorded, whole.toMs).filter((span) => overlaps(span, window)),
  });
  const close = closeUpWindow(timeline, interruptionOf(recorded));
  const pictures = [picture('', ', from beginning to end', whole)];
  return close === undefined
    ? pictures
    : [picture('-close', ', the interruption enlarged', close), ...pictures];
}

function spansOf(recorded: RecordedDrill, endMs: number): readonly Span[] {
  const interruption = interruptionOf(recorded);
  const two = twoHolders(recorded.timeline, endMs).map((span): Span => {
    return { ...span, tone: 'two-holders', text: `two holders ${milliseconds(span.toMs - span.fromMs)}` };
  });
  if (interruption === undefined) return two;
  const { interruptionMs } = recorded.drill;
  const text =
    interruptionMs === null ? 'no answer until the end' : `interruption ${milliseconds(interruptionMs)}`;
  return [{ ...interruption, tone: 'interruption', text }, ...two];
}

function stripsOf({ timeline }: RecordedDrill): readonly Strip[] {
  const { probes, prober, service = [], public: open = [] } = timeline;
  const strips = [
    { title: prober === '' ? 'Ping' : `Ping from ${prober}`, probes },
    { title: 'Service behind the address', probes: service },
    { title: 'Public address, from here', probes: open },
  ];
  return strips.filter((strip) => strip.probes.length > 0);
}

/** The picture in words, for those who cannot see it. */
function describe({ drill }: RecordedDrill): string {
  const interruption =
    drill.interruptionMs === null
      ? 'the address did not answer again'
      : `interruption ${milliseconds(drill.interruptionMs)}`;
  const takeover =
    drill.takeoverMs === null ? 'nobody took over' : `takeover after ${milliseconds(drill.takeoverMs)}`;
  const two =
    drill.splitBrainMs > 0 ? `two holders for ${milliseconds(drill.splitBrainMs)}` : 'never two holders';
  return `${interruption}, ${takeover}, ${two}, ${drill.lost} of ${drill.probes} probes lost. Top to bottom over time: probes answered and lost, who had the address, VRRP state and keepalived of each node.`;
}

function clockWords({ timeline }: RecordedDrill): string {
  if (timeline.clocks.length === 0) return '';
  const worst = Math.max(...timeline.clocks.map(({ uncertaintyMs }) => uncertaintyMs));
  return `Times of different machines agree to ${formatDuration(Math.max(1, worst))}.`;
}

function renderError(error: string, errors: readonly Problem[]): Markup {
  const problem = errors.find(({ detail, summary }) => (detail ?? summary) === error);
  return markup`<div class="problem"><p><strong>${problem?.summary ?? 'Failed'}.</strong> ${error}</p>
${problem?.fix !== undefined && markup`<p class="fix">${problem.fix}</p>`}</div>`;
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}
