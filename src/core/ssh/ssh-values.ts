import type { SshOptions } from './target.ts';

/** ssh_config's words for what is done about unknown host keys; as for ssh, a changed one is never taken here. */
const CHECKING: Readonly<Record<string, SshOptions['strictHostKeyChecking']>> = {
  true: 'yes',
  yes: 'yes',
  ask: 'yes',
  'accept-new': 'accept-new',
  false: 'no',
  no: 'no',
  off: 'no',
};

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

/** A value of StrictHostKeyChecking; undefined where it is none. */
export function checkingOf(value: string): SshOptions['strictHostKeyChecking'] {
  const word = value.toLowerCase();
  return Object.hasOwn(CHECKING, word) ? CHECKING[word] : undefined;
}

/** Seconds of a time as ssh_config has it, `90` or `1m30s`; undefined where it is none. */
export function secondsOf(value: string): number | undefined {
  if (!/^(?:\d+[smhdw]?)+$/i.test(value)) return undefined;
  const parts = [...value.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
}

/** `yes` or `no`, in ssh_config's words; undefined where it is neither. */
export function yesOrNo(value: string): boolean | undefined {
  if (/^(?:yes|true)$/i.test(value)) return true;
  return /^(?:no|false)$/i.test(value) ? false : undefined;
}

const FAMILIES: Readonly<Record<string, 4 | 6 | 'any'>> = { inet: 4, inet6: 6, any: 'any' };

/** A value of AddressFamily; undefined where it is none. */
export function familyOf(value: string): 4 | 6 | 'any' | undefined {
  const word = value.toLowerCase();
  return Object.hasOwn(FAMILIES, word) ? FAMILIES[word] : undefined;
}
