import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { formatPlace, type Place, type Problem } from '../../core/problem.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { CommandContext } from '../context.ts';
import { type ConfigFile, findConfigFile } from './find-file.ts';
import { type ConfigEntries, parseConfig } from './parse-cfg.ts';
import { SETTINGS, type SettingName, type SettingValue } from './settings.ts';

/** One setting that is in force. */
export interface Found {
  readonly value: unknown;
  /** `file:line:column`, or the variable of the environment. */
  readonly origin: string;
  readonly place?: Place;
}

/** What ansible.cfg and Ansible's variables of the environment set. */
export interface AnsibleConfig extends ConfigFile {
  readonly found: ReadonlyMap<SettingName, Found>;
  /** Settings of the file that are not honoured here. */
  readonly ignored: readonly string[];
  value<N extends SettingName>(name: N): SettingValue<N> | undefined;
}

type World = Pick<CommandContext, 'environment' | 'homeDirectory'>;

/** Reads what is in force in a folder; everything that is wrong with it is told at once. */
export function readAnsibleConfig(world: World, folder = '.'): Outcome<AnsibleConfig> {
  const file = findConfigFile(world, folder);
  const parsed = file.path === undefined ? success(new Map()) : parseFile(file.path);
  if (!parsed.ok) return parsed;
  const problems: Problem[] = [];
  const found = new Map<SettingName, Found>();
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const written = writtenFor(name, parsed.value, world);
    if (written === undefined) continue;
    const around = {
      folder: written.place === undefined ? folder : dirname(written.place.file),
      homeDirectory: world.homeDirectory,
    };
    const value = SETTINGS[name].read(written.text, around);
    if (value === undefined) problems.push(wrongValue(name, written));
    else found.set(name, { value, origin: written.origin, ...placed(written.place) });
  }
  if (problems.length > 0) return failure(...problems);
  const honoured = new Set(Object.values(SETTINGS).flatMap(({ keys }): readonly string[] => keys));
  return success({
    ...file,
    found,
    ignored: [...parsed.value.keys()].filter((key) => !honoured.has(key)),
    value: <N extends SettingName>(name: N) => found.get(name)?.value as SettingValue<N> | undefined,
  });
}

function parseFile(path: string): Outcome<ConfigEntries> {
  try {
    return parseConfig(path, readFileSync(path, 'utf8'));
  } catch (error) {
    return failure({
      code: 'usage.ansible-cfg',
      summary: `cannot read ${path}`,
      detail: messageOf(error),
      fix: 'Make it readable, or name another with ANSIBLE_CONFIG.',
    });
  }
}

interface Written {
  readonly text: string;
  readonly origin: string;
  readonly place?: Place;
}

/** The environment counts more than the file; an empty value is none. */
function writtenFor(name: SettingName, entries: ConfigEntries, { environment }: World): Written | undefined {
  const { environment: variables, keys } = SETTINGS[name];
  for (const variable of variables.toReversed()) {
    const text = environment[variable];
    if (text !== undefined && text !== '') return { text, origin: variable };
  }
  for (const key of keys.toReversed()) {
    const entry = entries.get(key);
    if (entry === undefined || entry.value === '') continue;
    return { text: unquoted(entry.value), origin: formatPlace(entry.place), place: entry.place };
  }
  return undefined;
}

/** As Ansible takes quotes around a whole value away. */
function unquoted(text: string): string {
  const [, , inner] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return inner ?? text;
}

function placed(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

function wrongValue(name: SettingName, { origin, place }: Written): Problem {
  return {
    code: 'usage.ansible-cfg',
    summary: `${place === undefined ? origin : name} must be ${SETTINGS[name].expected}`,
    fix: 'Correct the value, or take it away.',
    ...(place === undefined ? {} : { source: place }),
  };
}
