import { isMap, isScalar } from 'yaml';
import { didYouMean } from '../../core/nearest.ts';
import type { ProblemList } from '../problem-list.ts';
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
import { readHostPattern } from './host-pattern.ts';
import type { SourceDocument } from './parse-yaml.ts';
import { readVariables } from './read-variables.ts';
import { type Entry, entriesOf, resolveAlias } from './source.ts';
import { loneName, mappingOf, notAMapping, type Reading, spotOf, textKey } from './structure.ts';

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
    notAMapping(
      { source, node: top },
      'the inventory',
      'Begin with "all:" and its children, vars and hosts below it.',
      problems,
    );
    return;
  }
  for (const entry of entriesOf(source, top)) readTopLevel(reading, entry);
}

function readTopLevel(reading: Reading, entry: Entry): void {
  const spot = spotOf(reading, entry);
  if (entry.key === 'plugin') {
    reading.problems.add(spot, {
      name: 'plugin',
      summary: 'a plugin configuration, not an inventory',
      detail: 'Dynamic inventory plugins are not supported.',
      fix: 'Ask it by a program, which is read as Ansible reads one: an executable file of two lines, `#!/bin/sh` and `exec ansible-inventory -i FILE "$@"`.',
    });
  } else if (SECTIONS.includes(String(entry.key))) {
    reading.problems.add(spot, {
      name: 'section-at-top',
      summary: `"${entry.key}" stands at the top level, where groups stand`,
      fix: `Put "all:" above it and indent "${entry.key}:" below that.`,
    });
  } else {
    readGroup(reading, entry);
  }
}

function readGroup(reading: Reading, entry: Entry): string | undefined {
  const { source, tree, problems } = reading;
  const spot = spotOf(reading, entry);
  const name = textKey(reading, entry, 'a group');
  if (name === undefined) return undefined;
  const group = ensureGroup(tree, name, spot);
  const body = mappingOf(
    reading,
    entry,
    `group "${name}"`,
    'Write hosts, vars and children below it, each a mapping.',
  );
  for (const section of body === undefined ? [] : entriesOf(source, body)) {
    if (section.key === 'vars') readVars(reading, group, section);
    else if (section.key === 'children') readChildren(reading, group, section);
    else if (section.key === 'hosts') readHosts(reading, group, section);
    else {
      problems.add(spotOf(reading, section), {
        name: 'unknown-key',
        summary: `unknown key "${section.key}" in group "${name}"`,
        detail: `A group has hosts, vars and children; ${didYouMean(String(section.key), SECTIONS)}`,
        fix: 'Rename it; a variable goes below "vars:", a group below "children:".',
      });
    }
  }
  return name;
}

function readVars(reading: Reading, group: RawGroup, section: Entry): void {
  const map = mappingOf(
    reading,
    section,
    `vars of group "${group.name}"`,
    'Write each variable as "name: value".',
  );
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
  const map = mappingOf(
    reading,
    entry,
    `host "${written}"`,
    'Write its variables below it, each as "name: value".',
  );
  if ('error' in expansion || /[\s,=]/.test(written)) {
    problems.add(spot, {
      name: 'host-name',
      summary: `"${written}" is no host name`,
      detail:
        'error' in expansion
          ? `In its range, ${expansion.error}.`
          : 'It contains a space, a comma or an equals sign.',
      fix: 'Write one host for each key, or a range such as web[01:10]; variables go below it as "name: value".',
    });
    return;
  }
  const variables: VariableMap = new Map();
  if (map !== undefined) readVariables(source, map, variables, problems);
  for (const name of expansion.names) {
    const host = addHost(tree, group, name, spot, expansion.port);
    for (const [key, variable] of variables) setHostVariable(tree, host, key, variable, problems);
  }
}
