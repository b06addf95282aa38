import { sshOption } from '../../core/ssh-options.ts';
import { words } from './shell-words.ts';
import { writtenOptions } from './written-options.ts';

/** What may stand in such a command; the key of a jump host is checked as that of any host is. */
const OF_JUMPS: ReadonlySet<string> = new Set([
  '',
  '-w',
  'user',
  'port',
  'stricthostkeychecking',
  'userknownhostsfile',
]);

/**
 * The jump host of `ssh -W %h:%p [user@]host`, which says the same as ProxyJump; undefined for any other command, and
 * for one with options that would be lost.
 */
export function jumpOf(command: string): string | undefined {
  const [program, ...rest] = words(command);
  if (program === undefined || !/^(?:\/usr\/bin\/)?ssh$/.test(program)) return undefined;
  const options = writtenOptions(rest);
  const of = (key: string) => options.find((option) => option.key === key)?.value;
  const [host, ...more] = options.flatMap(({ key, written }) => (key === '' ? [written] : []));
  const known = options.every(({ key }) => OF_JUMPS.has(key) || sshOption(key)?.treatment === 'ignored');
  if (host === undefined || host.startsWith('-') || more.length > 0 || !known) return undefined;
  if (!/^(?:%h:%p|\[%h\]:%p)$/.test(of('-w') ?? '')) return undefined;
  const [user, port] = [of('user'), of('port')];
  return `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
}
