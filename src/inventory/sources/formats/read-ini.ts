import { LineCounter } from 'yaml';
import { type Finding, ProblemList } from '../../problem-list.ts';
import {
  addChild,
  addHost,
  emptyTree,
  ensureGroup,
  type RawGroup,
  setGroupVariable,
  setHostVariable,
  type Tree,
} from '../../tree/tree.ts';
import { literalOrText } from '../../values/python-literal.ts';
import { shellWords, type Word } from '../../values/shell-words.ts';
import { readHostPattern } from '../host-pattern.ts';
import { PlacedVariable, type SourceFile, type Spot, spotAt } from '../source.ts';
import { type IniLine, iniLines } from './ini-lines.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const CHILD = /^([^:\]\s]+)\s*(?:#.*)?$/;

/** A group that a line needs and that no section has declared yet. */
interface Pending {
  readonly spot: Spot;
  readonly kind: 'vars' | 'children';
  readonly parents: string[];
}

interface Reader {
  readonly source: SourceFile;
  readonly tree: Tree;
  readonly problems: ProblemList;
  readonly pending: Map<string, Pending>;
  group: string;
  section: string;
}

/** Adds an INI inventory to the tree, as Ansible reads one; what it would refuse is a problem. */
export function readIni(path: string, text: string, tree: Tree, problems: ProblemList): void {
  problems.begin(path);
  const source: SourceFile = { path, lines: new LineCounter(), anchors: new Map() };
  const reader: Reader = {
    source,
    tree,
    problems,
    pending: new Map(),
    group: 'ungrouped',
    section: 'hosts',
  };
  for (const line of iniLines(text, source.lines)) readLine(reader, line);
  for (const [name, pending] of reader.pending) problems.add(pending.spot, undeclared(name, pending));
}

/**
 * What Ansible leaves of a file that it first takes for an INI inventory and that turns out to be none: the groups
 * and hosts above the first line that it cannot read. True where all of it can be read: then it is one.
 */
export function readIniAsFar(path: string, text: string, tree: Tree): boolean {
  const failed = new ProblemList();
  readIni(path, text, emptyTree(), failed);
  const [first] = failed.sorted();
  const lines = text.split('\n');
  const above = first?.source === undefined ? lines : lines.slice(0, first.source.line - 1);
  readIni(path, above.join('\n'), tree, new ProblemList());
  return first === undefined;
}

function readLine(reader: Reader, line: IniLine): void {
  const [whole, name, section = 'hosts'] = (line.text.startsWith('[') && SECTION.exec(line.text)) || [];
  if (whole !== undefined && name !== undefined) beginSection(reader, line, name, section);
  else if (line.text.startsWith('[') && line.text.endsWith(']')) complain(reader, line, BAD_SECTION);
  else if (reader.section === 'vars') readVariable(reader, line);
  else if (reader.section === 'children') readChild(reader, line);
  else readHosts(reader, line);
}

const BAD_SECTION: Finding = {
  name: 'ini-section',
  summary: 'not a section of an INI inventory',
  detail: 'A section is [group], [group:vars] or [group:children], without spaces.',
  fix: 'Correct the name between the brackets.',
};

function beginSection(reader: Reader, line: IniLine, name: string, section: string): void {
  if (!['hosts', 'children', 'vars'].includes(section)) {
    complain(reader, line, {
      ...BAD_SECTION,
      summary: `section [${name}:${section}] is of no known kind`,
    });
    return;
  }
  const { tree, pending } = reader;
  const spot = spotAt(reader.source, line.start + 1);
  reader.group = name;
  reader.section = section;
  if (!tree.groups.has(name)) {
    if (section === 'vars' && !pending.has(name)) pending.set(name, { spot, kind: 'vars', parents: [] });
    ensureGroup(tree, name, spot);
  }
  const waiting = section === 'vars' ? undefined : pending.get(name);
  if (waiting?.kind === 'children') adoptPending(reader, name, waiting);
  else if (waiting !== undefined) pending.delete(name);
}

/** The group is declared now: those that wait for it as a child get it, and what waits for them in turn. */
function adoptPending(reader: Reader, name: string, { parents, spot }: Pending): void {
  reader.pending.delete(name);
  for (const parent of parents) {
    addChild(reader.tree, parent, name, spot);
    const above = reader.pending.get(parent);
    if (above?.kind === 'children') adoptPending(reader, parent, above);
  }
}

function readVariable(reader: Reader, line: IniLine): void {
  const equals = line.text.indexOf('=');
  if (equals < 0) {
    complain(reader, line, {
      name: 'ini-variable',
      summary: `"name=value" is expected in section [${reader.group}:vars]`,
      fix: 'Write the variable with an equals sign; hosts go into a section of their own, [group].',
    });
    return;
  }
  const written = line.text.slice(equals + 1);
  const value = written.trim();
  const offset = equals + 1 + (value === '' ? 0 : written.indexOf(value));
  setGroupVariable(
    ensureGroup(reader.tree, reader.group, undefined),
    line.text.slice(0, equals).trim(),
    new PlacedVariable(literalOrText(value), reader.source, { key: line.start, value: line.start + offset }),
    reader.problems,
  );
}

function readChild(reader: Reader, line: IniLine): void {
  const [, child] = CHILD.exec(line.text) ?? [];
  const spot = spotAt(reader.source, line.start);
  if (child === undefined) {
    complain(reader, line, {
      name: 'ini-child',
      summary: `the name of a group is expected in section [${reader.group}:children]`,
      fix: 'Write one group on each line, without variables.',
    });
  } else if (reader.tree.groups.has(child)) addChild(reader.tree, reader.group, child, spot);
  else {
    const waiting = reader.pending.get(child);
    if (waiting === undefined) reader.pending.set(child, { spot, kind: 'children', parents: [reader.group] });
    else waiting.parents.push(reader.group);
  }
}

function readHosts(reader: Reader, line: IniLine): void {
  const words = shellWords(line.text);
  const [first, ...assignments] = words ?? [];
  if (first === undefined) {
    complain(reader, line, {
      name: 'ini-quote',
      summary: 'a quote is not closed',
      detail: 'Quotes group words here as they do in a shell; a backslash before one takes it as it is.',
      fix: 'Close the quote, or write a backslash before it.',
    });
    return;
  }
  const hosts = readHostPattern(first.text);
  const why = 'error' in hosts ? `In its range, ${hosts.error}.` : notAHost(first.text, hosts.port);
  if (why !== undefined || 'error' in hosts) {
    complain(reader, line, {
      name: 'host-name',
      summary: `"${first.text}" is no host name`,
      ...(why === undefined ? {} : { detail: why }),
      fix: 'Begin the line with a host, or a range such as web[01:10]; variables follow as name=value.',
    });
    return;
  }
  const variables = assignments.filter((word) => isAssignment(reader, line, word));
  const group: RawGroup = ensureGroup(reader.tree, reader.group, undefined);
  for (const name of hosts.names) {
    const host = addHost(reader.tree, group, name, spotAt(reader.source, line.start), hosts.port);
    for (const { text, start } of variables) {
      const equals = text.indexOf('=');
      const key = line.start + start;
      const variable = new PlacedVariable(literalOrText(text.slice(equals + 1)), reader.source, {
        key,
        value: key + equals + 1,
      });
      setHostVariable(reader.tree, host, text.slice(0, equals), variable, reader.problems);
    }
  }
}

/** Ansible's own signs that this is another kind of file. */
function notAHost(written: string, port: number | undefined): string | undefined {
  if (written === '') return 'It is empty.';
  if (written.endsWith(':') && port === undefined)
    return 'It ends with a colon, which is for a port; if this is YAML, it is not sound.';
  return written === '---' ? 'This is how a YAML file begins.' : undefined;
}

function isAssignment(reader: Reader, line: IniLine, word: Word): boolean {
  if (word.text.includes('=')) return true;
  complain(
    reader,
    { text: word.text, start: line.start + word.start },
    {
      name: 'ini-variable',
      // Not quoted: it may be the rest of a password with a blank in it.
      summary: 'what follows a host must be "name=value"',
      detail: 'A value with blanks needs quotes around it.',
      fix: 'Write name=value without blanks around the equals sign, or one host on each line.',
    },
  );
  return false;
}

function undeclared(name: string, { kind, parents }: Pending): Finding {
  return {
    name: 'ini-undeclared',
    summary:
      kind === 'vars'
        ? `section [${name}:vars] is for a group that is not declared`
        : `section [${parents.at(-1)}:children] names group "${name}", which is not declared`,
    fix: `Declare it with a section [${name}], which may be empty, or correct the name.`,
  };
}

function complain(reader: Reader, line: IniLine, finding: Finding): void {
  reader.problems.add(spotAt(reader.source, line.start), finding);
}
