import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';

/** Reads every `-e`: `key=value` (a string), a JSON or YAML mapping, or `@file` with one; later ones win. */
export async function parseExtraVars(
  given: readonly string[],
): Promise<Outcome<Readonly<Record<string, unknown>>>> {
  const vars: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const text of given) {
    const one = await parseOne(text);
    if (one.ok) Object.assign(vars, one.value);
    else problems.push(...one.problems);
  }
  return problems.length > 0 ? failure(...problems) : success(vars);
}

async function parseOne(text: string): Promise<Outcome<Readonly<Record<string, unknown>>>> {
  if (text.startsWith('@')) {
    try {
      return mapping(await readFile(text.slice(1), 'utf8'), text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return unusable(text, `The file cannot be read: ${why}.`);
    }
  }
  const at = text.indexOf('=');
  if (!text.trimStart().startsWith('{') && at > 0)
    return success({ [text.slice(0, at)]: text.slice(at + 1) });
  return mapping(text, text);
}

function mapping(yaml: string, text: string): Outcome<Readonly<Record<string, unknown>>> {
  const document = parseDocument(yaml, { version: '1.1' });
  const [error] = document.errors;
  if (error !== undefined) return unusable(text, error.message);
  const value: unknown = document.toJS();
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return success({ ...value });
  return unusable(text, 'It holds no variables.');
}

function unusable(text: string, detail: string): Outcome<never> {
  return failure({
    code: 'usage.extra-vars',
    summary: `-e ${text} is not understood`,
    detail,
    fix: 'Write -e key=value, -e \'{"key": value}\' or -e @file.yaml.',
  });
}
