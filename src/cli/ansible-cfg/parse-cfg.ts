import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Place, Problem } from '../../core/problem.ts';

/** One `key = value` of a configuration file. */
export interface ConfigEntry {
  readonly value: string;
  readonly place: Place;
}

/** By `section.key`; keys are in lower case. */
export type ConfigEntries = ReadonlyMap<string, ConfigEntry>;

interface Reader {
  readonly entries: Map<string, ConfigEntry>;
  section: string | undefined;
  /** The entry that indented lines go on. */
  open: string | undefined;
}

/** Reads ansible.cfg as Python's configparser does: `=` or `:`, notes after ` ;`, values that go on when indented. */
export function parseConfig(file: string, text: string): Outcome<ConfigEntries> {
  const problems: Problem[] = [];
  const reader: Reader = { entries: new Map(), section: undefined, open: undefined };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const wrong = readLine(reader, line, { file, line: index + 1, column: 1 + line.search(/\S|$/) });
    if (wrong !== undefined) problems.push(wrong);
  }
  return problems.length === 0 ? success(reader.entries) : failure(...problems);
}

function readLine(reader: Reader, line: string, place: Place): Problem | undefined {
  if (/^\s*[#;]/.test(line)) return undefined;
  const said = line.replace(/(?:^|\s);.*$/, '').trimEnd();
  if (said.trim() === '') return undefined;
  if (/^\s/.test(said) && reader.open !== undefined) return goOn(reader, reader.open, said.trim());
  const [, section] = /^\s*\[([^\]]+)\]/.exec(said) ?? [];
  if (section !== undefined) {
    reader.section = section;
    reader.open = undefined;
    return undefined;
  }
  const [, key, value = ''] = /^\s*([^=:\s][^=:]*?)\s*[=:]\s*(.*)$/.exec(said) ?? [];
  if (key === undefined || reader.section === undefined) return notUnderstood(place);
  const name = `${reader.section}.${key.toLowerCase()}`;
  const first = reader.entries.get(name);
  if (first !== undefined) return twice(name, place, first.place);
  reader.entries.set(name, { value, place });
  reader.open = name;
  return undefined;
}

function goOn(reader: Reader, name: string, more: string): undefined {
  const entry = reader.entries.get(name);
  if (entry !== undefined) reader.entries.set(name, { ...entry, value: `${entry.value}\n${more}`.trim() });
  return undefined;
}

function notUnderstood(source: Place): Problem {
  return {
    code: 'usage.ansible-cfg',
    summary: 'a line of ansible.cfg is not understood',
    detail: 'It is neither a [section] nor "key = value" below one.',
    fix: 'Correct the line, or begin it with # to make it a note.',
    source,
  };
}

function twice(name: string, source: Place, first: Place): Problem {
  return {
    code: 'usage.ansible-cfg',
    summary: `${name} is there twice`,
    detail: `The first one is in line ${first.line}.`,
    fix: 'Keep one of the two.',
    source,
  };
}
