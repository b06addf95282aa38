import { type Markup, markup } from '../documents/markup.ts';
import { roundUp } from './round-up.ts';
import { position, type Window } from './window.ts';

/** Lines and numbers of the time axis; about this many fit on a desktop, every second one on a phone. */
const TICKS = 8;

/** Seconds from the failure, at round distances, with as many decimals as these need. */
export function ticks(window: Window): readonly { readonly atMs: number; readonly text: string }[] {
  const stepMs = roundUp((window.toMs - window.fromMs) / TICKS);
  const decimals = Math.max(0, -Math.floor(Math.log10(stepMs / 1000) + 1e-9));
  const first = Math.ceil((window.fromMs - window.zeroMs) / stepMs);
  const last = Math.floor((window.toMs - window.zeroMs) / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const nth = first + index;
    const text = ((nth * stepMs) / 1000).toFixed(decimals).replace('-', '\u2212');
    return { atMs: window.zeroMs + nth * stepMs, text: nth === 0 ? '0 s' : text };
  });
}

/** The faint lines behind everything. */
export function drawGrid(window: Window, top: number, bottom: number): Markup {
  const lines = ticks(window).map(({ atMs }) => {
    const x = position(atMs, window);
    return markup`<line class="grid" x1="${x}%" x2="${x}%" y1="${top}" y2="${bottom}"/>`;
  });
  return markup`${lines}`;
}

/** The numbers below everything; those at the edges keep within the picture. */
export function drawAxis(window: Window, y: number): Markup {
  const numbers = ticks(window).map(({ atMs, text }) => {
    const x = position(atMs, window);
    const anchor = x < 3 ? 'start' : x > 97 ? 'end' : 'middle';
    const nth = Math.round((atMs - window.zeroMs) / stepOf(window));
    const minor = nth % 2 !== 0;
    return markup`<text class="${minor ? 'tick wide' : 'tick'}" x="${x}%" y="${y}" text-anchor="${anchor}">${text}</text>`;
  });
  return markup`${numbers}`;
}

function stepOf(window: Window): number {
  return roundUp((window.toMs - window.fromMs) / TICKS);
}
