import { type Markup, markup } from '../documents/markup.ts';
import { formatDuration } from '../words/duration.ts';
import type { Lane, Piece, Tone } from './lanes.ts';
import { difference } from './marks.ts';
import { overlaps, position, type Window } from './window.ts';

export const BAR_HEIGHT = 16;

/** Widths in CSS pixels that the plot has at least on a phone and on a desktop; text that fits is shown. */
const PHONE = 215;
const DESKTOP = 560;
const CHARACTER = 6.6;

/** Beside their colour, what tells bars apart: full bars for what serves, low ones for what waits. */
const INSET: Readonly<Partial<Record<Tone, number>>> = { backup: 3, running: 6 };

/** The pieces of a lane that the window shows, as bars with their words. */
export function drawLane(lane: Lane, window: Window, top: number): Markup {
  return markup`${lane.pieces.filter((piece) => overlaps(piece, window)).map((piece) => drawPiece(piece, lane, window, top))}`;
}

function drawPiece(piece: Piece, lane: Lane, window: Window, top: number): Markup {
  const { tone, text } = piece;
  const [from, to] = [position(piece.fromMs, window), position(piece.toMs, window)];
  const width = difference(to, from);
  const inset = INSET[tone] ?? 0;
  const title = `${lane.label}: ${text === '' ? 'does not have it' : text}, for ${formatDuration(piece.toMs - piece.fromMs)}`;
  const bar = markup`<rect class="bar ${tone}" x="${from}%" width="${width}%" y="${top + inset}" height="${BAR_HEIGHT - 2 * inset}"><title>${title}</title></rect>`;
  return markup`${bar}${words(piece, from, width, top)}`;
}

function words({ tone, text }: Piece, from: number, width: number, top: number): Markup | undefined {
  const needed = text.length * CHARACTER + 12;
  if (text === '' || tone === 'running' || (width / 100) * DESKTOP < needed) return undefined;
  const hidden = (width / 100) * PHONE < needed ? ' wide' : '';
  return markup`<text class="bar-text ${tone}${hidden}" x="${from}%" dx="6" y="${top + 12}">${text}</text>`;
}
