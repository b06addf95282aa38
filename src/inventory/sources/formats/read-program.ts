import { spawnSync } from 'node:child_process';
import { type Finding, ProblemList } from '../../problem-list.ts';
import { addHost, ensureGroup, type Tree } from '../../tree/tree.ts';
import { loadedValue, type SourceFile } from '../source.ts';
import { countLines } from './ini-lines.ts';
import { parseYaml } from './parse-yaml.ts';
import {
  addChildren,
  type Data,
  isMapping,
  type Mapping,
  setHostVariables,
  setVariables,
} from './read-data.ts';

/** More than any inventory prints; a program that never stops printing must not eat the memory. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Adds what an inventory program prints: it is called with `--list`, and with `--host NAME` for each host unless
 * the list has `_meta`. False where it cannot be used, for which there is then a problem.
 */
export function readProgram(path: string, tree: Tree, problems: ProblemList): boolean {
  problems.begin(path);
  const source: SourceFile = { path, lines: countLines(''), anchors: new Map() };
  const spot = { source, node: null };
  const data: Data = { source, spotOf: () => spot, tree, problems };
  const list = run(data, path, '--list');
  if (list === undefined) return false;
  const hosts = new Set<string>();
  for (const [name, group] of Object.entries(list)) if (name !== '_meta') readGroup(data, name, group, hosts);
  const meta = isMapping(list._meta) && isMapping(list._meta.hostvars) ? list._meta.hostvars : undefined;
  for (const host of hosts) {
    const variables = meta === undefined ? run(data, path, '--host', host) : meta[host];
    if (isMapping(variables)) setHostVariables(data, host, variables);
  }
  return true;
}

function run(data: Data, path: string, ...words: readonly string[]): Mapping | undefined {
  // A path without a slash would be looked for in PATH.
  const program = path.includes('/') ? path : `./${path}`;
  const { stdout, stderr, status, signal, error } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  const complain = (finding: Omit<Finding, 'name' | 'fix'>): undefined => {
    data.problems.add(data.spotOf(''), {
      name: 'program',
      ...finding,
      fix: `Run it by itself and mend it: ${program} ${words.join(' ')}`,
    });
    return undefined;
  };
  const called = `${path} ${words.join(' ')}`;
  if (error !== undefined) return complain({ summary: `${called} cannot be run`, detail: error.message });
  if (status !== 0) {
    const ended = status === null ? `was ended by ${signal}` : `ended with ${status}`;
    return complain({ summary: `${called} ${ended}`, ...lastLine(stderr) });
  }
  // Of one host, nothing at all is no variables.
  if (words[0] === '--host' && stdout.trim() === '') return {};
  const printed = parseJson(stdout);
  return isMapping(printed)
    ? printed
    : complain({ summary: `${called} printed no JSON mapping`, ...lastLine(stderr) });
}

/** What may be a number that loses its kind or its digits in JavaScript: `1.0`, `12345678901234567890`, `1e400`. */
const EXACT = /[-:[,\s](?:\d{16,}|\d+\.0*(?=[\s,\]}])|\d+(?:\.\d+)?[eE])/;

function parseJson(text: string): unknown {
  try {
    const plain: unknown = JSON.parse(text);
    if (!EXACT.test(text)) return plain;
    const document = parseYaml('', text, new ProblemList());
    return document === undefined ? plain : loadedValue(document.source, document.root);
  } catch {
    return undefined;
  }
}

function lastLine(text: string): { readonly detail?: string } {
  const line = text
    .trim()
    .split('\n')
    .at(-1)
    ?.replaceAll(/[\0-\x1f\x7f-\x9f]/g, ' ')
    .slice(0, 200);
  return line === undefined || line === '' ? {} : { detail: `It said: ${line}` };
}

/** A group is a list of hosts, or a mapping with hosts, vars and children; or one host with its variables. */
function readGroup(data: Data, name: string, body: unknown, hosts: Set<string>): void {
  const group = ensureGroup(data.tree, name, data.spotOf(name));
  const parts = partsOf(name, body);
  if (!Array.isArray(parts.hosts) || !isMapping(parts.vars) || !Array.isArray(parts.children)) {
    data.problems.add(data.spotOf(name), {
      name: 'program',
      summary: `${data.source.path} printed a group "${name}" that is none`,
      detail: 'A group has the lists hosts and children, and the mapping vars.',
      fix: 'Mend the program.',
    });
    return;
  }
  for (const host of parts.hosts.filter((each) => typeof each === 'string' && each !== '')) {
    hosts.add(host);
    addHost(data.tree, group, host, data.spotOf(host));
  }
  setVariables(data, group, parts.vars);
  addChildren(data, group, parts.children);
}

function partsOf(name: string, body: unknown) {
  if (!isMapping(body)) return { hosts: body, vars: {}, children: [] };
  const { hosts = [], vars = {}, children = [] } = body;
  if (['hosts', 'vars', 'children'].some((key) => key in body)) return { hosts, vars, children };
  return { hosts: [name], vars: body, children: [] };
}
