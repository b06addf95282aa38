import type { Problem } from '../../core/problem.ts';
import { type Markup, markup } from '../documents/markup.ts';
import type { RecordedDrill } from '../documents/record.ts';
import { twoHolders } from '../picture/lanes.ts';
import type { Span } from '../picture/marks.ts';
import { drawPicture, type PictureOptions } from '../picture/picture.ts';
import { describeStrip, type Strip } from '../picture/strip.ts';
import {
  closeUpWindow,
  handoverOf,
  interruptionOf,
  overlaps,
  type Window,
  wholeWindow,
} from '../picture/window.ts';
import { formatDuration } from '../words/duration.ts';
import { interruptionWords, unseenBelowMs } from './interruption.ts';
import { verdict } from './verdict.ts';

/** What surrounds a drill. */
export interface DrillPlace {
  /** Unique in the page. */
  readonly id: string;
  readonly address: string;
  readonly errors: readonly Problem[];
  /** Whether the pictures are shown only when the reader asks for them. */
  readonly folded: boolean;
  /** Whether the pictures are on paper, too. */
  readonly printed: boolean;
}

/** A handover is measured like a drill, but was needed by a change. */
const HANDOVER = 'handover';

/** One drill: what happened in words, and pictures of it. */
export function renderDrill(recorded: RecordedDrill, place: DrillPlace): Markup {
  const { drill, timeline } = recorded;
  const handover = drill.scenario === HANDOVER;
  const heading = `${handover ? 'Handover for a change' : `Drill ${drill.scenario}`}: ${drill.from} → ${drill.to ?? 'nobody'}`;
  const strips = stripsOf(recorded);
  const seen = timeline.probes.length + timeline.holding.length > 0;
  return markup`<section class="drill ${drill.passed ? 'passed' : 'failed'}${!place.printed && ' unprinted'}" id="${place.id}"><h3>${heading}</h3>
${drill.error !== null && renderError(drill.error, place.errors)}
${seen && renderFigure(recorded, place, heading, strips)}</section>
`;
}

function renderFigure(
  recorded: RecordedDrill,
  place: DrillPlace,
  heading: string,
  strips: readonly Strip[],
): Markup {
  const pictures = picturesOf(recorded, place, heading, strips).map(drawPicture);
  const words = strips.map((strip) => `${strip.title}: ${describeStrip(strip)}. `);
  return markup`<figure>
<figcaption>${words}${clockWords(recorded)}</figcaption>
${place.folded ? markup`<details><summary>Pictures</summary>${pictures}</details>` : pictures}</figure>`;
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
  const seen = unseenBelowMs(recorded) === undefined;
  const close = closeUpWindow(timeline, seen ? interruptionOf(recorded) : handoverOf(timeline));
  const closeWords = seen ? 'the interruption, enlarged' : 'the moment of the handover, enlarged';
  const picture = (suffix: string, words: string, window: Window): PictureOptions => ({
    ...common,
    id: `${id}${suffix}`,
    title: `${heading}: ${words}`,
    caption: close === undefined ? undefined : words,
    description: describe(recorded),
    window,
    spans: spansOf(recorded, whole.toMs).filter((span) => overlaps(span, window)),
  });
  const pictures = [picture('', 'the whole drill', whole)];
  return close === undefined ? pictures : [picture('-close', closeWords, close), ...pictures];
}

function spansOf(recorded: RecordedDrill, endMs: number): readonly Span[] {
  const interruption = unseenBelowMs(recorded) === undefined ? interruptionOf(recorded) : undefined;
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
function describe(recorded: RecordedDrill): string {
  const { drill } = recorded;
  const interruption =
    drill.interruptionMs === null
      ? 'the address did not answer again'
      : `interruption ${interruptionWords(recorded)}`;
  const takeover =
    drill.takeoverMs === null ? 'nobody took over' : `takeover after ${milliseconds(drill.takeoverMs)}`;
  const two =
    drill.splitBrainMs > 0 ? `two holders for ${milliseconds(drill.splitBrainMs)}` : 'never two holders';
  return `${interruption}, ${takeover}, ${two}, ${drill.lost} of ${drill.probes} probes lost. Top to bottom over time: probes answered and lost, who had the address, VRRP state and keepalived of each node.`;
}

function clockWords({ timeline }: RecordedDrill): string {
  if (timeline.clocks.length === 0) return '';
  const worst = Math.max(...timeline.clocks.map(({ uncertaintyMs }) => uncertaintyMs));
  return `Times of different machines agree to within ${formatDuration(Math.max(1, worst))}.`;
}

/** The fix stands with the problem, at the top. */
function renderError(error: string, errors: readonly Problem[]): Markup {
  const problem = errors.find(({ detail, summary }) => (detail ?? summary) === error);
  const summary = problem === undefined ? 'failed' : problem.summary;
  return markup`<p>${verdict(false, summary)}. ${error !== summary && error}${problem?.fix !== undefined && markup` <a href="#problems">What to do</a>`}</p>`;
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}
