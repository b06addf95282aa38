import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readNamedFile } from '../../core/read-named-file.ts';
import type { Arguments } from '../jinja/arguments.ts';
import { numberOf, TemplateFault, textOf } from '../jinja/values.ts';

/** What lookups read. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that paths are seen from. */
  readonly folder: string;
  /** False: nothing may be looked up. */
  readonly lookups?: boolean;
}

const MOST_NUMBERS = 100_000;

/** Calls one of the functions that templates know: `lookup`, `query` and `range`. */
export function callFunction(name: string, { positional, named }: Arguments, around: Surroundings): unknown {
  if (name === 'range') return range(positional.map((each) => numberOf(each) ?? Number.NaN));
  if (name !== 'lookup' && name !== 'query' && name !== 'q')
    throw new TemplateFault(`the function "${name}" is not known here`);
  if (around.lookups === false) throw new TemplateFault('lookups are not allowed here');
  const [kind, ...terms] = positional;
  const found = terms.map((term) =>
    lookUp(textOf(kind).replace(/^ansible\.builtin\./, ''), textOf(term), named, around),
  );
  return name === 'lookup' ? found.join(',') : found;
}

function lookUp(
  kind: string,
  term: string,
  { default: otherwise }: Arguments['named'],
  { environment, folder }: Surroundings,
): string {
  if (kind === 'env') return environment[term] || (otherwise === undefined ? '' : textOf(otherwise));
  if (kind === 'file') return fileText(resolve(folder, term), term);
  if (kind === 'pipe') return printed(term, folder);
  throw new TemplateFault(`the lookup "${kind}" is not known here`);
}

function fileText(path: string, written: string): string {
  try {
    return readNamedFile(path).toString('utf8').trimEnd();
  } catch {
    throw new TemplateFault(`the file ${written} of its lookup cannot be read`);
  }
}

function printed(command: string, folder: string): string {
  const { stdout, status } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8', cwd: folder });
  if (status !== 0) throw new TemplateFault('the command of its lookup failed');
  return stdout.trimEnd();
}

function range(bounds: readonly number[]): number[] {
  const [start, stop, step] =
    bounds.length < 2 ? [0, bounds[0] ?? 0, 1] : [bounds[0] ?? 0, bounds[1] ?? 0, bounds[2] ?? 1];
  const count = Math.ceil((stop - start) / step);
  if (!(count <= MOST_NUMBERS)) throw new TemplateFault('the range is too long');
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index * step);
}
