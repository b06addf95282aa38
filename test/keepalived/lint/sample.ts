import { parse } from '../../../src/keepalived/parse/parse.ts';
import type { KeepalivedConfig } from '../../../src/keepalived/parse/syntax.ts';

export { GOOD, GOOD_PEER } from '../../../src/keepalived/lint/examples/good.ts';

/** One replacement in a text; that it finds what it replaces is part of the test. */
export type Edit = readonly [from: string | RegExp, to: string];

export function edited(text: string, ...edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`nothing to replace: ${from}`);
    return after;
  }, text);
}

export function config(text: string, file = 'a.conf'): KeepalivedConfig {
  return parse(text, file);
}
