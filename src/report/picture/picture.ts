import type { Timeline } from '../../core/events/timeline.ts';
import { type Markup, markup } from '../documents/markup.ts';
import { formatMilliseconds } from '../words/duration.ts';
import { drawAxis, drawGrid } from './axis.ts';
import { BAR_HEIGHT, drawLane } from './bars.ts';
import { type LaneGroup, laneGroups } from './lanes.ts';
import { drawBand, drawMoment, drawSpanText, inRows, momentsOf, ROW_HEIGHT, type Span } from './marks.ts';
import { ANSWERS_HEIGHT, drawStrip, LOST_HEIGHT, type Strip, scaleOf } from './strip.ts';
import type { Window } from './window.ts';

/** What a picture shows. */
export interface PictureOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What this picture shows of the drill; undefined where there is only one. */
  readonly caption: string | undefined;
  readonly description: string;
  readonly timeline: Timeline;
  readonly address: string;
  readonly window: Window;
  /** Whether a change moved the address, and no failure. */
  readonly handover: boolean;
  readonly spans: readonly Span[];
  readonly strips: readonly Strip[];
  readonly endMs: number;
}

/** Characters of a name that fit beside the picture: on one line of a phone, of a desktop, on two small ones. */
const PHONE_LINE = 11;
const DESKTOP_LINE = 19;
const TWO_LINES = 27;

const LANE_HEIGHT = BAR_HEIGHT + 6;
const TITLE_HEIGHT = 22;
const GAP = 12;

/** Words to the left of the plot, at their height. */
interface Label {
  readonly y: number;
  readonly text: string;
  readonly kind: 'title' | 'name' | 'scale';
}

/**
 * The timeline of a drill as hand-set SVG. Across, everything is in percent, down, in pixels: the picture takes
 * whatever width there is, and its text stays as large as the text around it.
 */
export function drawPicture(options: PictureOptions): Markup {
  const { id, title, description, window, spans } = options;
  const labels: Label[] = [];
  const body: Markup[] = [];
  const moments = inRows(momentsOf(options.timeline, options.handover, window), window);
  const momentRows = Math.max(0, ...moments.map(({ row }) => row + 1));
  const top = (spans.length + momentRows) * ROW_HEIGHT;
  let y = top;
  for (const strip of options.strips) y = addStrip(strip, window, y, labels, body);
  for (const group of laneGroups(options.timeline, options.address, options.endMs))
    y = addGroup(group, window, y, labels, body);
  const bottom = y + 2;
  const bands = spans.map((span, row) => drawBand(span, window, row * ROW_HEIGHT, bottom));
  const lines = moments.map((moment) =>
    drawMoment(moment, window, (spans.length + moment.row) * ROW_HEIGHT, bottom),
  );
  const texts = spans.map((span, row) => drawSpanText(span, window, row * ROW_HEIGHT));
  const height = bottom + 20;
  return markup`<div class="frame">${options.caption !== undefined && markup`<p class="caption">${options.caption}</p>`}
<div class="picture">
<div class="labels" aria-hidden="true" style="height:${height}px">${labels.map(drawLabel)}${drawLabel({ y: bottom + 4, text: 'seconds', kind: 'scale' })}</div>
<svg class="plot" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${drawGrid(window, top, bottom)}${bands}${body}${lines}${texts}
<line class="baseline" x1="0" x2="100%" y1="${bottom}" y2="${bottom}"/>${drawAxis(window, bottom + 15)}
</svg>
</div></div>
`;
}

function addStrip(strip: Strip, window: Window, y: number, labels: Label[], body: Markup[]): number {
  const scale = scaleOf(strip.probes);
  const top = y + TITLE_HEIGHT;
  labels.push(
    { y: y + 4, text: strip.title, kind: 'title' },
    { y: top - 3, text: formatMilliseconds(scale), kind: 'scale' },
    { y: top + ANSWERS_HEIGHT - 11, text: '0', kind: 'scale' },
    { y: top + ANSWERS_HEIGHT + 1, text: 'lost', kind: 'scale' },
  );
  body.push(drawStrip(strip, window, top, scale));
  return top + ANSWERS_HEIGHT + LOST_HEIGHT + GAP;
}

function addGroup(group: LaneGroup, window: Window, y: number, labels: Label[], body: Markup[]): number {
  labels.push({ y: y + 2, text: group.title, kind: 'title' });
  group.lanes.forEach((lane, index) => {
    const top = y + TITLE_HEIGHT + index * LANE_HEIGHT;
    labels.push({ y: top, text: lane.label, kind: 'name' });
    body.push(drawLane(lane, window, top));
  });
  return y + TITLE_HEIGHT + group.lanes.length * LANE_HEIGHT + GAP;
}

function drawLabel({ y, text, kind }: Label): Markup {
  const { length } = text;
  const size = kind !== 'name' || length <= PHONE_LINE ? '' : length <= DESKTOP_LINE ? ' long' : ' longer';
  const shown = kind === 'name' ? shortened(text) : text;
  return markup`<span class="${kind}${size}" style="top:${y}px" title="${text}">${shown}</span>`;
}

/** Without its middle where it is too long: names of machines differ at their ends. */
function shortened(name: string): string {
  if (name.length <= TWO_LINES) return name;
  const half = Math.floor((TWO_LINES - 1) / 2);
  return `${name.slice(0, half)}…${name.slice(-half)}`;
}
