import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { nearest } from '../../core/text/nearest.ts';
import { isOneHost } from '../sources/host-pattern.ts';
import type { Host, Inventory } from '../types.ts';
import { compileWildcards } from './wildcards.ts';

/**
 * The hosts that a pattern names, in Ansible's order: unions by `,` or `:` first, then every `&`, then every
 * `!`; wildcards, `~regex`, `group[0]`, `group[-1]`, `group[0:2]` or `group[0-2]` with both ends. A part that matches nothing
 * is a problem, and so is a pattern that leaves nobody. `@file` stands for the patterns on the file's lines.
 */
export function selectHosts(inventory: Inventory, pattern: string): Outcome<Host[]> {
  const { parts, problems: unreadable } = expandFiles(splitPattern(pattern));
  const problems: Problem[] = [...unreadable];
  if (parts.length === 0 && problems.length === 0) problems.push(emptyPattern(pattern));
  const plain = parts.filter((part) => !/^[&!]/.test(part));
  const ordered = [
    // Exclusions alone leave all the others.
    ...(plain.length === 0 ? ['all'] : plain),
    ...parts.filter((part) => part.startsWith('&')),
    ...parts.filter((part) => part.startsWith('!')),
  ];
  let selected = new Set<Host>();
  for (const part of ordered) {
    // As in Ansible, a host goes before a group of its name, but not behind a sign.
    const exact = inventory.hosts.get(part);
    const matched = exact === undefined ? matchPart(inventory, part.replace(/^[&!]/, '')) : success([exact]);
    if (!matched.ok) {
      problems.push(...matched.problems);
      continue;
    }
    selected = merge(selected, new Set(matched.value), part);
  }
  if (problems.length === 0 && selected.size === 0) problems.push(nobodyLeft(pattern));
  return problems.length === 0 ? success([...selected]) : failure(...problems);
}

function merge(selected: ReadonlySet<Host>, matched: ReadonlySet<Host>, part: string): Set<Host> {
  if (part.startsWith('!')) return new Set([...selected].filter((host) => !matched.has(host)));
  if (part.startsWith('&')) return new Set([...selected].filter((host) => matched.has(host)));
  return new Set([...selected, ...matched]);
}

/** By commas where there are any, otherwise by colons outside brackets, but not those of an IPv6 address or of `(?:`. */
function splitPattern(pattern: string): string[] {
  const parts = pattern.includes(',')
    ? pattern.split(',')
    : isOneHost(pattern)
      ? [pattern]
      : (pattern.match(/(?:\(\?:|[^\s:[\]]|\[[^\]]*\])+|[[\]]/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function expandFiles(parts: readonly string[]): { readonly parts: string[]; readonly problems: Problem[] } {
  const expanded: string[] = [];
  const problems: Problem[] = [];
  for (const part of parts) {
    if (!part.startsWith('@')) expanded.push(part);
    else {
      const lines = readLines(part.slice(1));
      if (lines.ok) expanded.push(...lines.value.flatMap(splitPattern));
      else problems.push(...lines.problems);
    }
  }
  return { parts: expanded, problems };
}

function readLines(path: string): Outcome<readonly string[]> {
  try {
    return success(readNamedFile(path).toString('utf8').split(/\r?\n/));
  } catch (error) {
    return failure({
      code: 'usage.pattern-file',
      summary: `cannot read the pattern file ${path}`,
      detail: messageOf(error),
      fix: 'Give a file with one pattern on each line.',
    });
  }
}

const SUBSCRIPT = /^(.+)\[(?:(-?\d+)|(\d+)[:-](-?\d*))\]$/;

function matchPart(inventory: Inventory, part: string): Outcome<readonly Host[]> {
  const [, expression = part, index, from, to] = part.startsWith('~') ? [] : (SUBSCRIPT.exec(part) ?? []);
  const test = compile(expression);
  if (test === undefined) return failure(badPattern(part));
  const found = enumerateMatches(inventory, expression, test);
  const hosts = slice(found, index, from, to);
  if (hosts.length > 0) return success(hosts);
  return failure(found.length > 0 ? noSuchIndex(part, expression, found.length) : noMatch(inventory, part));
}

type Test = (name: string) => boolean;

/** A bracket without its other half, and a regular expression that is empty and so would select everybody. */
const HALF = /^[~[\]]$/;

function compile(expression: string): Test | undefined {
  if (HALF.test(expression)) return undefined;
  try {
    // As in Python's re.match, a regular expression is anchored at the start only.
    const regex = expression.startsWith('~')
      ? compilePython(expression.slice(1))
      : compileWildcards(expression);
    return (name) => regex.test(name);
  } catch {
    return undefined;
  }
}

/** Python writes flags into the expression: `(?i)db`. */
function compilePython(expression: string): RegExp {
  const [flagged = '', flags = ''] = /^\(\?([ims]+)\)/.exec(expression) ?? [];
  return new RegExp(`^(?:${expression.slice(flagged.length)})`, `u${flags}`);
}

/** Groups whose name matches give all their hosts; names of hosts count where no group matched, or for wildcards. */
function enumerateMatches(inventory: Inventory, expression: string, test: Test): Host[] {
  const groups = [...inventory.groups.keys()].filter(test);
  const found = new Set<Host>();
  for (const group of groups) for (const host of hostsOf(inventory, group)) found.add(host);
  if (groups.length === 0 || /^~|[.?*[]/.test(expression)) {
    for (const host of inventory.hosts.values()) if (test(host.name)) found.add(host);
  }
  return [...found];
}

/** A group's hosts, then those of its children, level by level, as Ansible orders them. */
export function hostsOf(inventory: Inventory, group: string): Host[] {
  const found = new Set<Host>();
  const seen = new Set([group]);
  // Sets keep what is added while they are walked, so this goes through all descendants.
  for (const name of seen) {
    const { hosts = [], children = [] } = inventory.groups.get(name) ?? {};
    for (const host of hosts) {
      const known = inventory.hosts.get(host);
      if (known !== undefined) found.add(known);
    }
    for (const child of children) seen.add(child);
  }
  return [...found];
}

function slice(hosts: readonly Host[], index?: string, from?: string, to?: string): readonly Host[] {
  if (index !== undefined) {
    const host = hosts.at(Number(index));
    return host === undefined ? [] : [host];
  }
  if (from === undefined) return hosts;
  const last = to === undefined || to === '' ? -1 : Number(to);
  return hosts.slice(Number(from), last === -1 ? undefined : last + 1);
}

function noMatch(inventory: Inventory, part: string): Problem {
  const names = [...inventory.groups.keys(), ...inventory.hosts.keys()];
  if (inventory.groups.has(part)) return emptyGroup(inventory, part);
  const meant = nearest(part, names);
  const some = names.slice(0, 20).join(', ');
  return {
    code: 'usage.no-match',
    summary: `pattern "${part}" matches no host`,
    detail:
      meant === undefined
        ? `Groups and hosts are: ${some}${names.length > 20 ? ', …' : ''}`
        : `did you mean "${meant}"?`,
    fix: `Correct the pattern; havip-deploy inventory graph ${inventory.path} shows what there is.`,
  };
}

function emptyGroup({ path }: Inventory, group: string): Problem {
  return {
    code: 'usage.no-match',
    summary: `pattern "${group}" matches no host`,
    detail: 'There is a group of that name, and no host is in it.',
    fix: `Put hosts into it, or leave it out; havip-deploy inventory graph ${path} shows what there is.`,
  };
}

function noSuchIndex(part: string, expression: string, count: number): Problem {
  return {
    code: 'usage.no-match',
    summary: `pattern "${part}" matches no host`,
    detail: `"${expression}" has ${count} host${count === 1 ? '' : 's'}; counting starts at 0.`,
    fix: 'Correct the number in brackets.',
  };
}

function nobodyLeft(pattern: string): Problem {
  return {
    code: 'usage.no-match',
    summary: `pattern "${pattern}" leaves no host`,
    detail: 'Each part matches, but all together select nobody.',
    fix: 'Correct the parts with & and !.',
  };
}

function badPattern(part: string): Problem {
  return {
    code: 'usage.bad-pattern',
    summary: `pattern "${part}" is not valid`,
    fix: 'Correct the regular expression after the tilde, or the brackets.',
  };
}

function emptyPattern(pattern: string): Problem {
  return {
    code: 'usage.no-match',
    summary: `pattern "${pattern}" is empty`,
    fix: 'Name hosts or groups, or "all".',
  };
}
