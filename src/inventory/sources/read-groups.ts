import { isMap, isScalar, type YAMLMap } from 'yaml';
import { didYouMean } from '../../core/text/nearest.ts';
import type { Finding, ProblemList } from '../problem-list.ts';
import {
  addChild,
  addHost,
  ensureGroup,
  type RawGroup,
  setGroupVariable,
  setHostVariable,
  type Tree,
  type VariableMap,
} from '../tree/tree.ts';
import type { SourceDocument } from './formats/parse-yaml.ts';
import { readHostPattern } from './host-pattern.ts';
import { readVariables } from './read-variables.ts';
import { type Entry, entriesOf, keyText, resolveAlias } from './source.ts';
import {
  isFalse,
  isNothing,
  loneName,
  mappingOf,
  notAMapping,
  type Reading,
  spotOf,
  textKey,
} from './structure.ts';

const SECTIONS = ['hosts', 'vars', 'children'];

/** Adds one inventory file to the tree: its top level names groups. */
export function readGroups(document: SourceDocument, tree: Tree, problems: ProblemList): void {
  const { source, root } = document;
  const reading: Reading = { source, tree, problems };
  const top = resolveAlias(source, root);
  if (top === null || (isScalar(top) && top.value === null)) {
    problems.add(
      { source, node: null },
      {
        name: 'empty',
        summary: 'the inventory file is empty',
        fix: 'Write at least one group with a host, or start from: havip-deploy init',
      },
    );
    return;
  }
  if (!isMap(top)) {
    const fix = 'Begin with "all:" and its children, vars and hosts below it.';
    problems.add({ source, node: top }, notAMapping({ source, node: top }, 'the inventory', fix));
    return;
  }
  for (const entry of entriesOf(source, top)) readTopLevel(reading, entry);
}

function readTopLevel(reading: Reading, entry: Entry): void {
  const spot = spotOf(reading, entry);
  if (entry.key === 'plugin' && !isNothing(resolveAlias(reading.source, entry.valueNode))) {
    reading.problems.add(spot, {
      name: 'plugin',
      summary: 'a plugin configuration, not an inventory',
      detail: 'Of such plugins, "constructed" and "tencent" are known here.',
      fix: 'Ask it by a program, which is read as Ansible reads one: an executable file of two lines, `#!/bin/sh` and `exec ansible-inventory -i FILE "$@"`.',
    });
    return;
  }
  if (SECTIONS.includes(keyText(entry.key)))
    reading.problems.warn(spot, {
      name: 'section-at-top',
      summary: `"${entry.key}" stands at the top level, where groups stand`,
      detail: 'As in Ansible, it is a group of this name.',
      fix: `Put "all:" above it and indent "${entry.key}:" below that.`,
    });
  const node = resolveAlias(reading.source, entry.valueNode);
  if (typeof entry.key === 'string' && !isMap(node) && !isNothing(node)) {
    const value = { source: reading.source, node: entry.valueNode };
    reading.problems.warn(value, notAMapping(value, `group "${entry.key}"`, GROUP_FIX));
  } else readGroup(reading, entry);
}

const GROUP_FIX = 'Write hosts, vars and children below it, each a mapping.';

function readGroup(reading: Reading, entry: Entry): string | undefined {
  const { source, tree } = reading;
  const name = textKey(reading, entry, 'a group');
  if (name === undefined) return undefined;
  const group = ensureGroup(tree, name, spotOf(reading, entry));
  const body = mappingOf(reading, entry, `group "${name}"`, GROUP_FIX);
  for (const section of body === undefined ? [] : entriesOf(source, body)) {
    if (section.key === 'vars') readVars(reading, group, section);
    else if (section.key === 'children') readChildren(reading, group, section);
    else if (section.key === 'hosts') readHosts(reading, group, section);
    else reportUnknown(reading, name, section);
  }
  return name;
}

/** Ansible passes over such a key with a warning. One of our own would be missing in silence: it is an error. */
function reportUnknown(reading: Reading, group: string, section: Entry): void {
  const key = keyText(section.key);
  const finding: Finding = {
    name: 'unknown-key',
    summary: `unknown key "${key}" in group "${group}"`,
    detail: `It is passed over. A group has hosts, vars and children; ${didYouMean(key, SECTIONS)}`,
    fix: 'Rename it; a variable goes below "vars:", a group below "children:".',
  };
  if (key.startsWith('havip')) reading.problems.add(spotOf(reading, section), finding);
  else reading.problems.warn(spotOf(reading, section), finding);
}

function readVars(reading: Reading, group: RawGroup, section: Entry): void {
  const what = `vars of group "${group.name}"`;
  const fix = 'Write each variable as "name: value".';
  const single = loneName(reading, section);
  if (single !== undefined) {
    const spot = { source: reading.source, node: section.valueNode };
    reading.problems.warn(spot, notAMapping(spot, what, fix));
    setGroupVariable(group, single, { value: null, spot, keySpot: spot }, reading.problems);
    return;
  }
  const map = mappingOf(reading, section, what, fix);
  if (map === undefined) return;
  const variables: VariableMap = new Map();
  readVariables(reading.source, map, variables, reading.problems);
  for (const [name, variable] of variables) setGroupVariable(group, name, variable, reading.problems);
}

function readChildren(reading: Reading, group: RawGroup, section: Entry): void {
  const single = loneName(reading, section);
  if (single !== undefined) {
    addChild(reading.tree, group.name, single, spotOf(reading, section));
    return;
  }
  const map = mappingOf(
    reading,
    section,
    `children of group "${group.name}"`,
    'Write each child as "name:" on a line of its own, without a dash.',
  );
  for (const entry of map === undefined ? [] : entriesOf(reading.source, map)) {
    const child = readGroup(reading, entry);
    if (child !== undefined) addChild(reading.tree, group.name, child, spotOf(reading, entry));
  }
}

function readHosts(reading: Reading, group: RawGroup, section: Entry): void {
  const single = loneName(reading, section);
  if (single !== undefined) {
    readHost(reading, group, { key: single, keyNode: section.valueNode, valueNode: null });
    return;
  }
  const map = mappingOf(
    reading,
    section,
    `hosts of group "${group.name}"`,
    'Write each host as "name:" on a line of its own, without a dash; its variables go below it.',
  );
  for (const entry of map === undefined ? [] : entriesOf(reading.source, map))
    readHost(reading, group, entry);
}

function readHost(reading: Reading, group: RawGroup, entry: Entry): void {
  const { source, tree, problems } = reading;
  const spot = spotOf(reading, entry);
  const written = textKey(reading, entry, 'a host');
  if (written === undefined) return;
  const expansion = readHostPattern(written);
  const map = hostBody(reading, entry, written);
  if ('error' in expansion) {
    problems.add(spot, noHostName(written, `In its range, ${expansion.error}.`));
    return;
  }
  // Ansible takes it for a host's name; only who uses it learns that nothing is reached by it.
  if (/[\s,=]/.test(written))
    problems
      .within(expansion.names)
      .add(spot, noHostName(written, 'It contains a space, a comma or an equals sign.'));
  const variables: VariableMap = new Map();
  if (map !== undefined) readVariables(source, map, variables, problems);
  for (const name of expansion.names) {
    const host = addHost(tree, group, name, spot, expansion.port);
    for (const [key, variable] of variables) setHostVariable(tree, host, key, variable, problems);
  }
}

/** A host's variables; as in Ansible, what Python takes for false is none. */
function hostBody(reading: Reading, entry: Entry, written: string): YAMLMap | undefined {
  const what = `host "${written}"`;
  const fix = 'Write its variables below it, each as "name: value".';
  const node = resolveAlias(reading.source, entry.valueNode);
  if (isNothing(node) || !isFalse(node)) return mappingOf(reading, entry, what, fix);
  const spot = { source: reading.source, node: entry.valueNode };
  reading.problems.warn(spot, notAMapping(spot, what, fix));
  return undefined;
}

function noHostName(written: string, detail: string): Finding {
  return {
    name: 'host-name',
    summary: `"${written}" is no host name`,
    detail,
    fix: 'Write one host for each key, or a range such as web[01:10]; variables go below it as "name: value".',
  };
}
