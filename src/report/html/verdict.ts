import { type Markup, markup } from '../markup.ts';

/** A verdict that is read without its colour, too. */
export function verdict(good: boolean, text: string): Markup {
  return markup`<span class="verdict ${good ? 'good' : 'bad'}">${good ? '✓' : '✗'} ${text}</span>`;
}
