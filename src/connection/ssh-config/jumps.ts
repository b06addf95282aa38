import { type Outcome, success } from '../../core/outcome.ts';
import type { JumpHost } from '../../core/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { type Asked, askSsh, keysOf, one, type SshConfig } from './ask-ssh.ts';

/** The machines on the way, and the keys that the configuration has for them. */
export interface Jumps {
  readonly hosts: readonly JumpHost[];
  readonly keys: readonly string[];
}

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
  asked: Asked,
  options: ConnectOptions,
  depth = 0,
): Promise<Outcome<Jumps>> {
  const hosts: JumpHost[] = [];
  const keys: string[] = [];
  for (const [index, jump] of jumps.entries()) {
    const port = jump.port === USUAL_PORT ? undefined : jump.port;
    const answer = await askSsh({ ...asked, host: jump.host, user: jump.user, port }, options);
    if (!answer.ok) return answer;
    const config = answer.value ?? new Map<string, readonly string[]>();
    const further = index > 0 || depth === MOST_JUMPS ? undefined : one(config, 'proxyjump');
    if (further !== undefined) {
      const before = await jumpsOf(readJumps(further), asked, options, depth + 1);
      if (!before.ok) return before;
      hosts.push(...before.value.hosts);
      keys.push(...before.value.keys);
    }
    const host = configured(jump, config, options);
    hosts.push(host);
    const { homeDirectory: home = '' } = options;
    keys.push(...keysOf(config, { ...host, home, original: jump.host, user: host.user ?? '' }));
  }
  return success({ hosts: hosts.slice(-MOST_JUMPS), keys });
}

/** The local user's name is only ssh's default: without a better one, the target's serves for jump hosts, too. */
function configured(jump: JumpHost, config: SshConfig, { localUser }: ConnectOptions): JumpHost {
  const said = one(config, 'user');
  const user = jump.user ?? (said === localUser ? undefined : said);
  return {
    host: one(config, 'hostname') ?? jump.host,
    port: Number(one(config, 'port') ?? jump.port),
    ...(user === undefined ? {} : { user }),
  };
}
