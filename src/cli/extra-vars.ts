import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { messageOf } from '../core/message-of.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { AS_ANSIBLE_READS } from '../inventory/index.ts';

type ExtraVars = Readonly<Record<string, unknown>>;

/** Reads every `-e`: `key=value` (a string), a JSON or YAML mapping, or `@file` with one; later ones win. */
export async function parseExtraVars(given: readonly string[]): Promise<Outcome<ExtraVars>> {
  const vars: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [index, text] of given.entries()) {
    const one = await parseOne(text, index + 1);
    if (one.ok) Object.assign(vars, one.value);
    else problems.push(...one.problems);
  }
  return problems.length > 0 ? failure(...problems) : success(vars);
}

/** Problems name a file or a position and quote nothing: what is given here may be a password. */
async function parseOne(text: string, position: number): Promise<Outcome<ExtraVars>> {
  if (text.startsWith('@')) return fromFile(text.slice(1));
  const at = text.indexOf('=');
  if (!text.trimStart().startsWith('{') && at > 0) {
    return success({ [text.slice(0, at)]: text.slice(at + 1) });
  }
  return mapping(text, `number ${position}`);
}

async function fromFile(path: string): Promise<Outcome<ExtraVars>> {
  try {
    return mapping(await readFile(path, 'utf8'), `@${path}`);
  } catch (error) {
    const why = messageOf(error);
    return failure(unusable(`@${path}`, `The file cannot be read: ${why}.`));
  }
}

function mapping(yaml: string, which: string): Outcome<ExtraVars> {
  try {
    return soundMapping(yaml, which);
  } catch (error) {
    if (error instanceof RangeError) return failure(unusable(which, 'It is nested deeper than can be read.'));
    throw error;
  }
}

function soundMapping(yaml: string, which: string): Outcome<ExtraVars> {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { ...AS_ANSIBLE_READS, merge: true, lineCounter });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    return failure(unusable(which, `It is no sound YAML: ${what} at line ${line}, column ${col}.`));
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (error instanceof Error && error.message.startsWith('Excessive alias count'))
      return failure(unusable(which, 'Its aliases stand for more values than anybody can read.'));
    // The only thing that a sound document can still lack; the message would quote it.
    return failure(unusable(which, 'It has an alias (*) without an anchor (&) before it.'));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return success({ ...value });
  return failure(unusable(which, 'It is neither key=value nor a mapping.'));
}

function unusable(which: string, detail: string): Problem {
  return {
    code: 'usage.extra-vars',
    summary: `-e ${which} is not understood`,
    detail,
    fix: 'Write -e key=value, -e \'{"key": value}\' or -e @file.yaml.',
  };
}
