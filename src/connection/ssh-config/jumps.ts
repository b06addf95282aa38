import { type Outcome, success } from '../../core/outcome.ts';
import type { JumpHost } from '../../core/ssh/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { type Asked, askSsh, keysOf, one, type SshConfig } from './ask-ssh.ts';
import { hostKeysOf } from './from-config.ts';
import { onlyOpenSsh } from './only-openssh.ts';
import { sessionOptions } from './session-options.ts';
import { aroundOf } from './tokens.ts';

/** The machines on the way, and the keys that the configuration has for them. */
export interface Jumps {
  readonly hosts: readonly JumpHost[];
  readonly keys: readonly string[];
  /** An option of one of them that only the program ssh can honour. */
  readonly needsOpenSsh?: string | undefined;
}

/** Whom to ask for, and what ssh does where nobody says otherwise. */
type AskedOfJumps = Asked & { readonly usual: SshConfig };

/** More jump hosts than anybody passes; one that names itself would go on for ever. */
const MOST_JUMPS = 8;

/** Where nothing else is written, and so what the configuration may change. */
const USUAL_PORT = 22;

/** `[user@]host[:port]`, several with commas, as `ssh -G` prints them. */
export function readJumps(text: string): readonly JumpHost[] {
  return text.split(',').flatMap((each) => {
    const [, user, bracketed, plain, port = String(USUAL_PORT)] =
      /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(each.trim()) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined) return [];
    return [{ host, port: Number(port), ...(user === undefined ? {} : { user }) }];
  });
}

/** What ssh's configuration says of each jump host; the first may have to be reached through others. */
export async function jumpsOf(
  jumps: readonly JumpHost[],
  asked: AskedOfJumps,
  options: ConnectOptions,
  depth = 0,
): Promise<Outcome<Jumps>> {
  const found: Jumps[] = [];
  for (const [index, jump] of jumps.entries()) {
    const port = jump.port === USUAL_PORT ? undefined : jump.port;
    const answer = await askSsh({ ...asked, host: jump.host, user: jump.user, port }, options);
    if (!answer.ok) return answer;
    const config = answer.value ?? new Map<string, readonly string[]>();
    const further = index > 0 || depth === MOST_JUMPS ? undefined : one(config, 'proxyjump');
    if (further !== undefined) {
      const before = await jumpsOf(readJumps(further), asked, options, depth + 1);
      if (!before.ok) return before;
      found.push(before.value);
    }
    found.push(jumpAs(jump, config, { usual: asked.usual, isFirst: found.length === 0 }, options));
  }
  return success({
    hosts: found.flatMap(({ hosts }) => hosts).slice(-MOST_JUMPS),
    keys: found.flatMap(({ keys }) => keys),
    needsOpenSsh: found.find(({ needsOpenSsh }) => needsOpenSsh !== undefined)?.needsOpenSsh,
  });
}

/** One jump host; only the first is reached from this machine, and so perhaps by a command. */
function jumpAs(
  jump: JumpHost,
  config: SshConfig,
  { usual, isFirst }: { readonly usual: SshConfig; readonly isFirst: boolean },
  options: ConnectOptions,
): Jumps {
  const host = configured(jump, config, usual, options);
  const command = isFirst ? one(config, 'proxycommand') : undefined;
  const names = { host: host.host, port: host.port, original: jump.host, user: host.user ?? '' };
  const around = aroundOf({ ...names, alias: host.hostKeyAlias }, options);
  const way = command === undefined ? {} : { proxyCommand: command };
  return {
    hosts: [{ ...hostKeysOf(config, around), ...host, ...way }],
    keys: keysOf(config, around),
    needsOpenSsh: onlyOpenSsh(config, usual),
  };
}

/** The local user's name is only ssh's default: without a better one, the target's serves for jump hosts, too. */
function configured(
  jump: JumpHost,
  config: SshConfig,
  usual: SshConfig,
  { localUser }: ConnectOptions,
): JumpHost {
  const said = one(config, 'user');
  const user = jump.user ?? (said === localUser ? undefined : said);
  return {
    ...jump,
    ...sessionOptions(config, usual, jump.host),
    host: one(config, 'hostname') ?? jump.host,
    port: Number(one(config, 'port') ?? jump.port),
    ...(user === undefined ? {} : { user }),
  };
}
