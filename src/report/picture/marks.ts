import type { Marker, Timeline } from '../../core/events/timeline.ts';
import { type Markup, markup } from '../documents/markup.ts';
import { overlaps, position, type Window } from './window.ts';

/** A stretch of time that is marked across all bars. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  readonly tone: 'interruption' | 'two-holders';
}

/** A moment that is marked by a line across all bars. */
interface Moment {
  readonly atMs: number;
  readonly text: string;
}

export const ROW_HEIGHT = 17;

/** Share of the width that a character of a moment's words may need on the narrowest phone, in percent. */
const CHARACTER = 3.3;

const WORDS_FOR: Readonly<Partial<Record<Marker['name'], string>>> = {
  caused: 'failure caused',
  restored: 'failure undone',
  ended: 'end',
};

/** The moments that a reader wants to find, in order of time. */
export function momentsOf(timeline: Timeline, handover: boolean, window: Window): readonly Moment[] {
  return timeline.markers.flatMap(({ atMs, name }) => {
    const words = name === 'caused' && handover ? 'change begun' : WORDS_FOR[name];
    if (words === undefined || !overlaps({ fromMs: atMs, toMs: atMs }, window)) return [];
    return [{ atMs, text: words }];
  });
}

/** Each moment with its row, so that no two texts lie on one another even on a narrow screen. */
export function inRows(
  moments: readonly Moment[],
  window: Window,
): readonly (Moment & { readonly row: number })[] {
  const ends: number[] = [];
  return moments.map((moment) => {
    const x = position(moment.atMs, window);
    const width = (moment.text.length + 1) * CHARACTER;
    const from = x > 50 ? x - width : x;
    const free = ends.findIndex((end) => end <= from);
    const row = free === -1 ? ends.length : free;
    ends[row] = x > 50 ? x : x + width;
    return { ...moment, row };
  });
}

/** A line from its words down to the axis. */
export function drawMoment(moment: Moment, window: Window, y: number, bottom: number): Markup {
  const x = position(moment.atMs, window);
  const [anchor, dx] = x > 50 ? ['end', -5] : ['start', 5];
  return markup`<line class="moment" x1="${x}%" x2="${x}%" y1="${y}" y2="${bottom}"/><text class="moment-text" x="${x}%" dx="${dx}" y="${y + 11}" text-anchor="${anchor}">${moment.text}</text>`;
}

/** The tinted band of a span; its edges are lines, so that it is seen however short it was. */
export function drawBand(span: Span, window: Window, top: number, bottom: number): Markup {
  const [from, to] = [position(span.fromMs, window), position(span.toMs, window)];
  const edge = (x: number) =>
    markup`<line class="edge ${span.tone}" x1="${x}%" x2="${x}%" y1="${top}" y2="${bottom}"/>`;
  return markup`<rect class="band ${span.tone}" x="${from}%" width="${difference(to, from)}%" y="${top}" height="${bottom - top}"/>${edge(from)}${edge(to)}`;
}

/**
 * Its length in words, above it: as far along the width as its middle, so that they lean to the side where there
 * is room and never leave the picture.
 */
export function drawSpanText(span: Span, window: Window, y: number): Markup {
  const middle = (position(span.fromMs, window) + position(span.toMs, window)) / 2;
  const x = Math.round(middle * 1000) / 1000;
  return markup`<text class="span-text ${span.tone}" x="${x}%" style="transform: translateX(-${x}%)" y="${y + 12}">${span.text}</text>`;
}

/** Percents without the noise of binary fractions. */
export function difference(to: number, from: number): number {
  return Math.round((to - from) * 1000) / 1000;
}
