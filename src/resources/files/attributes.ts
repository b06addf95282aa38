import { quote } from '../../core/programs/shell.ts';

/** Who may do what with a thing at a path. */
export interface Attributes {
  /** Octal without a leading zero, as chmod takes it: `640`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

/** The same as a machine tells it: names, and the numbers that stand for them. */
export interface SeenAttributes extends Attributes {
  readonly uid: string;
  readonly gid: string;
}

/** For `stat -c`: a line for each attribute. */
export const ATTRIBUTES_FORMAT = 'mode=%a\nowner=%U\ngroup=%G\nuid=%u\ngid=%g';

/** What `stat` has printed in that format. */
export function seenAttributes(pairs: Readonly<Record<string, string>>): SeenAttributes {
  const { mode = '', owner = '', group = '', uid = '', gid = '' } = pairs;
  return { mode, owner, group, uid, gid };
}

/** What is wanted of them; what is not said is left as it is. */
export type WantedAttributes = { readonly [K in keyof Attributes]?: string | undefined };

/** In words, what differs. */
export function attributeDifferences(now: SeenAttributes, wanted: WantedAttributes): string[] {
  const { mode = now.mode, owner = now.owner, group = now.group } = wanted;
  const owned = isAccount(owner, now.owner, now.uid) && isAccount(group, now.group, now.gid);
  return [
    ...(now.mode === mode ? [] : [`mode ${now.mode} -> ${mode}`]),
    ...(owned ? [] : [`owner ${now.owner}:${now.group} -> ${owner}:${group}`]),
  ];
}

function isAccount(wanted: string, name: string, number: string): boolean {
  return wanted === name || wanted === number;
}

/**
 * POSIX sh before a `chown`, which is spared where a thing is root's already: it is who has made it, who has the same
 * ids as /proc/sys, and those are 0. A look by the shell starts no process.
 */
function isRoots(owner: string | undefined, group: string | undefined, path: string): string {
  if (owner !== 'root' || group !== 'root') return '';
  const looks = [`! -L ${path}`, ...['/proc/sys', path].flatMap((each) => [`-O ${each}`, `-G ${each}`])];
  return `{ ${looks.map((look) => `[ ${look} ]`).join(' && ')}; } || `;
}

/** POSIX sh that gives a thing its attributes; a link's owner is the link's own. */
export function setAttributes(path: string, { mode, owner, group }: WantedAttributes): string[] {
  const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  return [
    // The owner first: chown takes away what chmod gives to run as somebody else.
    ...(account === '' ? [] : [`${isRoots(owner, group, path)}chown -h ${quote(account)} ${path}`]),
    ...(mode === undefined ? [] : [`chmod ${mode} ${path}`]),
  ];
}
