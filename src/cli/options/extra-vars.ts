import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { Secret } from '../../core/secret.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { AS_ANSIBLE_READS } from '../../inventory/index.ts';
import { sealSops } from '../../inventory/sops/seal.ts';
import { SopsFiles, type SopsSurroundings } from '../../inventory/sops/sops-file.ts';
import type { SourceDocument } from '../../inventory/sources/formats/parse-yaml.ts';
import type { VaultKey } from '../../inventory/types.ts';
import { VaultOpener } from '../../inventory/vault/opener.ts';
import { isVault } from '../../inventory/vault/vault.ts';

type ExtraVars = Readonly<Record<string, unknown>>;

/** What opens encrypted files that `-e @FILE` names. */
export interface ExtraVarsKeys extends SopsSurroundings {
  readonly vaultKeys: readonly VaultKey[];
}

const NO_KEYS: ExtraVarsKeys = { vaultKeys: [], environment: {}, homeDirectory: '/' };

/** Reads every `-e`: `key=value` (a string), a JSON or YAML mapping, or `@file` with one; later ones win. */
export async function parseExtraVars(
  given: readonly string[],
  keys: ExtraVarsKeys = NO_KEYS,
): Promise<Outcome<ExtraVars>> {
  const vars: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [index, text] of given.entries()) {
    const one = await parseOne(text, index + 1, keys);
    if (one.ok) Object.assign(vars, one.value);
    else problems.push(...one.problems);
  }
  return problems.length > 0 ? failure(...problems) : success(vars);
}

/** Problems name a file or a position and quote nothing: what is given here may be a password. */
async function parseOne(text: string, position: number, keys: ExtraVarsKeys): Promise<Outcome<ExtraVars>> {
  if (text.startsWith('@')) return fromFile(text.slice(1), keys);
  const at = text.indexOf('=');
  if (!text.trimStart().startsWith('{') && at > 0) {
    return success({ [text.slice(0, at)]: text.slice(at + 1) });
  }
  return mapping(text, `number ${position}`);
}

async function fromFile(path: string, keys: ExtraVarsKeys): Promise<Outcome<ExtraVars>> {
  const which = `@${path}`;
  try {
    const text = await readFile(path, 'utf8');
    if (isVault(text)) return fromVault(text, which, keys);
    const sops = new SopsFiles();
    const read = mapping(text, which, (document) => sealSops(document, sops), path);
    await sops.prepare(keys);
    return read;
  } catch (error) {
    const why = messageOf(error);
    return failure(unusable(`@${path}`, `The file cannot be read: ${why}.`));
  }
}

function fromVault(text: string, which: string, { vaultKeys }: ExtraVarsKeys): Outcome<ExtraVars> {
  const opened = new VaultOpener(vaultKeys).open(text, which);
  if ('finding' in opened) {
    const { summary, detail = '', fix } = opened.finding;
    return failure({ code: 'usage.extra-vars', summary: `-e ${summary}`, detail, fix });
  }
  const read = mapping(opened.text, which);
  return read.ok ? success(asSecrets(read.value)) : read;
}

/** Every text of an encrypted file is a secret. */
function asSecrets<T>(value: T): T;
function asSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? value : new Secret(value);
  if (Array.isArray(value)) return value.map((item: unknown) => asSecrets(item));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asSecrets(inner)]));
}

type Seal = (document: SourceDocument) => void;

function mapping(yaml: string, which: string, seal?: Seal, path = which): Outcome<ExtraVars> {
  try {
    return soundMapping(yaml, which, path, seal);
  } catch (error) {
    if (error instanceof RangeError) return failure(unusable(which, 'It is nested deeper than can be read.'));
    throw error;
  }
}

function soundMapping(yaml: string, which: string, path: string, seal?: Seal): Outcome<ExtraVars> {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { ...AS_ANSIBLE_READS, merge: true, lineCounter });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    return failure(unusable(which, `It is no sound YAML: ${what} at line ${line}, column ${col}.`));
  }
  seal?.({ source: { path, lines: lineCounter, anchors: new Map() }, root: document.contents });
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
