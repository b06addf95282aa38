import { Secret } from '../../core/secret.ts';
import type { Become, Target } from '../../core/ssh/target.ts';

/** A variable's value as what it is used as; undefined where it is none. */
export type Read<T> = (value: unknown) => T | undefined;

const TRUE = new Set<unknown>([true, 1, '1', 'true', 'yes', 'on', 'y', 't', '1.0']);
const FALSE = new Set<unknown>([false, 0, '0', 'false', 'no', 'off', 'n', 'f', '0.0']);

export const asText: Read<string> = (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const MOST_RETRIES = 100;

export const asCount: Read<number> = (value) => {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= MOST_RETRIES
    ? count
    : undefined;
};

/** As in Ansible, an empty address is the host's name. */
export const asAddress: Read<string> = (value) => (value === '' ? '' : asText(value));

export const asSecret: Read<Secret> = (value) => {
  if (value instanceof Secret) return value;
  const text = asText(value);
  return text === undefined ? undefined : new Secret(text);
};

/** Text that Ansible takes for a boolean counts as one. */
export const asBoolean: Read<boolean> = (value) => {
  const plain = typeof value === 'string' ? value.toLowerCase() : value;
  if (TRUE.has(plain)) return true;
  return FALSE.has(plain) ? false : undefined;
};

/** What the full name of one of Ansible's own plugins begins with. */
const BUILTIN = /^ansible\.(?:builtin|legacy)\./;

export const CONNECTION_FIX = 'Use ssh (the default), openssh, local, docker or podman.';

/** Ansible's plugins, by the last part of their name. */
const CONNECTIONS: Readonly<Record<string, Target['via']>> = {
  ssh: 'ssh',
  smart: 'ssh',
  paramiko: 'ssh',
  paramiko_ssh: 'ssh',
  openssh: 'openssh',
  local: 'local',
  docker: 'docker',
  docker_api: 'docker',
  podman: 'podman',
};

const OF_CONTAINERS = /^(?:community\.docker\.(?=docker)|containers\.podman\.(?=podman$))/;

export const asConnection: Read<Target['via']> = (value) => {
  const name = typeof value === 'string' ? value.replace(BUILTIN, '').replace(OF_CONTAINERS, '') : '';
  return Object.hasOwn(CONNECTIONS, name) ? CONNECTIONS[name] : undefined;
};

/** One of the methods, by its short or full name; undefined for any other. */
export const asBecomeMethod: Read<Become['method']> = (value) => {
  const name = String(value).replace(/^(?:community\.general|ansible\.(?:builtin|legacy))\./, '');
  return name === 'sudo' || name === 'su' || name === 'doas' ? name : undefined;
};

/** Text that may be empty. */
export const asOptions: Read<string> = (value) => (typeof value === 'string' ? value : undefined);
