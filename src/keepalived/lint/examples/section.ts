import type { HostFacts } from '../facts.ts';
import type { Rule } from '../rule.ts';
import type { Example } from './example.ts';
import { exampleOf, type Side, sidesOf } from './examples.ts';
import { GOOD_HOST } from './good.ts';

/** Longer lines say nothing more. */
const WIDEST = 100;
/** Lines around what differs. */
const AROUND = 2;

/** The bad and the good example of a rule, in Markdown; empty where it has none. */
export function exampleSection({ id }: Rule): string {
  const example = exampleOf(id);
  if (example === undefined) return '';
  const { bad, good } = sidesOf(example);
  return `\n## Bad\n\n${side(bad, good, example, 0)}\n## Good\n\n${side(good, bad, example, 1)}`;
}

function side(shown: Side, other: Side, { facts, versions }: Example, which: 0 | 1): string {
  // Where releases are what is wrong, the good nodes run one that is not.
  const [own, peer] = versions === undefined ? [] : which === 0 ? versions : ['2.2.7', '2.2.7'];
  const isPair = shown.peer !== undefined;
  const blocks = [
    labelled(isPair ? 'On one node' : '', own, excerpt(shown.text, other.text)),
    labelled('On the other node', peer, excerpt(shown.peer ?? '', other.peer ?? '')),
    factsBlock(which === 0 ? badFacts(facts) : goodFacts(facts)),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function labelled(label: string, release: string | undefined, text: string): string {
  const what = release === undefined ? label : `${label}, with keepalived ${release}`;
  if (text === '') return release === undefined ? '' : `${what}.\n`;
  return `${what === '' ? '' : `${what}:\n\n`}\`\`\`text\n${text}\n\`\`\`\n`;
}

/** The lines in which a text differs from another, with some around them and the head of their block. */
function excerpt(text: string, other: string): string {
  if (text === other) return '';
  const [lines, others] = [text.trimEnd().split('\n'), other.trimEnd().split('\n')];
  const most = Math.min(lines.length, others.length);
  let start = 0;
  while (start < most && lines[start] === others[start]) start++;
  let end = 0;
  while (end < most - start && lines.at(-1 - end) === others.at(-1 - end)) end++;
  const from = Math.max(0, start - AROUND);
  const head = lines.slice(0, from).findLast((line) => /^\S.*\{$/.test(line));
  const isInside = head !== undefined && !lines.slice(lines.indexOf(head), from).includes('}');
  const shown = lines.slice(from, Math.min(lines.length, lines.length - end + AROUND));
  return [...(isInside ? [head, '    # …'] : []), ...shown.map(cut)].join('\n');
}

function cut(line: string): string {
  return line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line;
}

/** What is known of the host, as far as it is what matters. */
function factsBlock(facts: Partial<HostFacts> | undefined): string {
  if (facts === undefined || Object.keys(facts).length === 0) return '';
  return `On a host of which this is known:\n\n\`\`\`json\n${JSON.stringify(facts, octal, 2)}\n\`\`\`\n`;
}

/** Only the files that are not as on the good host. */
function differing(files: NonNullable<HostFacts['files']>): NonNullable<HostFacts['files']> {
  const good = GOOD_HOST.files ?? {};
  const other = Object.entries(files).filter(([path, fact]) => fact !== good[path]);
  return Object.fromEntries(other);
}

function badFacts(facts: Partial<HostFacts> | undefined): Partial<HostFacts> | undefined {
  return facts?.files === undefined ? facts : { ...facts, files: differing(facts.files) };
}

function goodFacts(facts: Partial<HostFacts> | undefined): Partial<HostFacts> | undefined {
  if (facts === undefined) return undefined;
  const keys = Object.keys(facts);
  const good = Object.fromEntries(Object.entries(GOOD_HOST).filter(([key]) => keys.includes(key)));
  if (facts.files === undefined) return good;
  const paths = Object.keys(differing(facts.files));
  const files = Object.entries(GOOD_HOST.files ?? {}).filter(([path]) => paths.includes(path));
  return { files: Object.fromEntries(files) };
}

function octal(key: string, value: unknown): unknown {
  return key === 'mode' && typeof value === 'number' ? `0o${value.toString(8)}` : value;
}
