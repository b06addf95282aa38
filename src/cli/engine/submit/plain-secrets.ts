import type { Place, Problem } from '../../../core/problem.ts';
import type { Secret } from '../../../core/secret.ts';

/** A text that would be kept where others can read it. */
export interface OpenText {
  /** As the user would name it. */
  readonly file: string;
  readonly text: string;
  /** Nobody can jump to it. */
  readonly isNoFile?: boolean;
}

/** Private keys tell by themselves what they are. */
const KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\bAGE-SECRET-KEY-1/;

const FIX =
  "Encrypt it (`havip-deploy vault encrypt-string`, `vault encrypt`, or SOPS; workers have the key), or have it read on the worker: \"{{ lookup('env', 'NAME') }}\", \"{{ lookup('file', '/etc/…') }}\", `!exec COMMAND`.";

/** A variable that is named like a secret, and says where that is read. */
const READ_THERE = /^\s*\{\{\s*(?:lookup|query|q)\((?:[^()]*)\)\s*(?:\|[^}]*)?\}\}\s*$/;

/** One problem for each secret that stands in one of the texts as it is, and for each private key. */
export function plainSecrets(texts: readonly OpenText[], secrets: readonly Secret[]): readonly Problem[] {
  const values = [...new Set(secrets.map((secret) => secret.reveal()))].filter(
    (value) => value !== '' && !READ_THERE.test(value),
  );
  return texts.flatMap(({ file, text, isNoFile }) => {
    const places = values.flatMap((value) => findSecret(text, value) ?? []);
    const key = KEY.exec(text)?.index;
    const offsets = [...new Set([...places, ...(key === undefined ? [] : [key])])].sort((a, b) => a - b);
    // A secret of several lines is found once, and a key in it is the same.
    const lines = new Map(offsets.map((at) => [placeAt(file, text, at).line, placeAt(file, text, at)]));
    return isNoFile === true
      ? inClear(file).slice(0, lines.size)
      : [...lines.values()].flatMap((place) => inClear(file, place));
  });
}

function inClear(what: string, source?: Place): Problem[] {
  const problem: Problem = {
    code: 'usage.secret-in-clear',
    summary: `${what} holds a secret in clear, and would lie in the engine's database`,
    detail: 'Whoever can read the database, or a copy of it, would know it. Nothing was submitted.',
    fix: FIX,
    ...(source && { source }),
  };
  return [problem];
}

/** Where a secret stands: best as a value, else wherever it is found. */
function findSecret(text: string, value: string): number | undefined {
  const lines = value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [first = value] = lines;
  // Of several lines, all of them: one alone may be any text's.
  if (lines.length > 1) return lines.every((line) => text.includes(line)) ? text.indexOf(first) : undefined;
  const found = formsOf(value).filter((form) => text.includes(form));
  const places = found.flatMap((form) => [asValue(text, form), text.indexOf(form)]);
  return places.find((at) => at !== undefined && at >= 0);
}

/** As it stands, and as quotes in YAML and JSON need it. */
function formsOf(value: string): readonly string[] {
  return [...new Set([value, value.replaceAll("'", "''"), JSON.stringify(value).slice(1, -1)])];
}

function asValue(text: string, form: string): number | undefined {
  const pattern = new RegExp(
    `[:=]\\s*["']?${form.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&')}["']?\\s*(?:#.*)?$`,
    'm',
  );
  const found = pattern.exec(text);
  return found === null ? undefined : found.index + found[0].indexOf(form);
}

function placeAt(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
