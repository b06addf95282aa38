import { withoutLikelySecrets } from '../../connection/start-up/foreign-words.ts';
import type { Traced } from '../../connection/traced.ts';
import type { Redactor } from '../../core/secret.ts';
import { printable } from '../../core/text/printable.ts';
import { formatDuration } from '../../report/words/duration.ts';

/** Characters of one program or answer that are shown, and of each line of it. */
const MOST_CHARACTERS = 65_536;
const MOST_OF_LINE = 2_000;
/** What is looked at for that: masks make a text shorter. */
const LOOKED_AT = 4 * MOST_CHARACTERS;

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z0-9 ]*-----|$)/g;

/** What was sent or came back, fit to be shown: a heading, and the text below it, each line with a bar. */
export interface TraceText {
  readonly heading: string;
  /** Empty where there is none; else it ends in a newline. */
  readonly body: string;
}

/** Secrets of the inventory are masked in all of it, and in answers what looks like others, too. */
export function traceText(traced: Traced, redactor: Redactor): TraceText {
  const activity = line(traced.activity, redactor);
  if (traced.kind === 'sent') return { heading: `${activity}: sent`, body: body(traced.program, redactor) };
  const took = `after ${formatDuration(traced.durationMs)}`;
  if (traced.kind === 'done') return { heading: `${activity}: done ${took}`, body: '' };
  if (traced.kind === 'failed') {
    const { code, summary, detail = '' } = traced.problem;
    const said = answer(detail, redactor, '|');
    return { heading: `${activity}: ${code} ${took}: ${line(summary, redactor)}`, body: said };
  }
  const { exitCode, stdout, stderr } = traced;
  return {
    heading: `${activity}: exit code ${exitCode} ${took}`,
    body: answer(stdout, redactor, '|') + answer(stderr, redactor, '!'),
  };
}

function line(text: string, redactor: Redactor): string {
  return printable(redactor.redact(text.slice(0, LOOKED_AT)))
    .replaceAll('\n', ' ')
    .slice(0, MOST_OF_LINE);
}

function body(text: string, redactor: Redactor): string {
  return barred(cut(text, redactor), '|');
}

function answer(text: string, redactor: Redactor, bar: string): string {
  return barred(maskedLines(text, redactor), bar);
}

/** The lines of a text that may hold any secret, bounded. */
export function maskedLines(text: string, redactor: Redactor): readonly string[] {
  return cut(text, redactor).map(withoutLikelySecrets);
}

/** The lines that are shown, secrets masked before anything is cut: half a secret would be found by no mask. */
function cut(text: string, redactor: Redactor): readonly string[] {
  if (text === '') return [];
  const masked = redactor.redact(wholeLines(text)).replaceAll(PRIVATE_KEY, '********');
  const shown = masked.slice(0, MOST_CHARACTERS);
  const lines = shown.replace(/\n$/, '').split('\n').map(shortened);
  const all = text.length <= LOOKED_AT && masked.length <= MOST_CHARACTERS;
  return all ? lines : [...lines, `(${text.length} characters in all)`];
}

function wholeLines(text: string): string {
  if (text.length <= LOOKED_AT) return text;
  const end = text.lastIndexOf('\n', LOOKED_AT);
  return end < 0 ? '(one line without end)' : text.slice(0, end + 1);
}

function shortened(each: string): string {
  return each.length <= MOST_OF_LINE
    ? each
    : `${each.slice(0, MOST_OF_LINE)} (${each.length} characters in all)`;
}

function barred(lines: readonly string[], bar: string): string {
  return lines.map((each) => `    ${bar} ${printable(each)}\n`).join('');
}
