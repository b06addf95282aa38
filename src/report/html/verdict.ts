import type { ClusterResult } from '../../core/events/document.ts';
import { type Markup, markup } from '../documents/markup.ts';

/** A verdict that is read without its colour, too. */
export function verdict(good: boolean, text: string): Markup {
  return markup`<span class="verdict ${good ? 'good' : 'bad'}">${good ? '✓' : '✗'}\u00a0${text}</span>`;
}

/** How a cluster stands; a plan of a bare one promises nothing yet, and one that was not begun is not judged. */
export function healthOf({ healthy, effect, skipped }: ClusterResult): Markup {
  if (skipped !== undefined) return markup`<span class="quiet">not begun</span>`;
  if (healthy) return verdict(true, 'healthy');
  return verdict(false, effect === undefined ? 'not healthy' : 'not healthy yet');
}
