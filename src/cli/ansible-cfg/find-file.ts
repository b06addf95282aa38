import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandContext } from '../context.ts';

/** Which ansible.cfg is in force, and which one would be if others could not write it. */
export interface ConfigFile {
  /** Undefined where there is none. */
  readonly path: string | undefined;
  /** Passed over, as by Ansible: other users could put their commands into it. */
  readonly writableByOthers: string | undefined;
}

const OTHERS_MAY_WRITE = 0o002;

/** Ansible's order: ANSIBLE_CONFIG, the current folder unless others can write there, the home folder, /etc/ansible. */
export function findConfigFile(
  { environment, homeDirectory }: Pick<CommandContext, 'environment' | 'homeDirectory'>,
  folder = '.',
): ConfigFile {
  const { ANSIBLE_CONFIG: named = '' } = environment;
  const here = resolve(folder, 'ansible.cfg');
  const unsafe = isReadable(here) && (othersMayWrite(resolve(folder)) || othersMayWrite(here));
  const chosen = fileAt(resolve(folder, named.replace(/^~(?=\/|$)/, homeDirectory)));
  const candidates = [
    ...(named === '' ? [] : [chosen]),
    ...(unsafe ? [] : [here]),
    join(homeDirectory, '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  const path = candidates.find(isReadable);
  return { path, writableByOthers: unsafe && (named === '' || path !== chosen) ? here : undefined };
}

function fileAt(path: string): string {
  try {
    return statSync(path).isDirectory() ? join(path, 'ansible.cfg') : path;
  } catch {
    // What is not there is not read either.
    return path;
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function othersMayWrite(path: string): boolean {
  return (statSync(path).mode & OTHERS_MAY_WRITE) !== 0;
}
