import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { ConnectOptions } from '../connection.ts';

/** What ssh_config's tokens stand for. */
export interface Around {
  readonly home: string;
  /** Where the connection goes, and what was asked for. */
  readonly host: string;
  readonly original: string;
  readonly port: number;
  readonly user: string;
  /** The name that the host key is known by; default the host's. */
  readonly alias?: string | undefined;
  readonly localUser?: string | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The same for a machine, as the options of a connect have it. */
export function aroundOf(
  names: Pick<Around, 'host' | 'original' | 'port' | 'user' | 'alias'>,
  { homeDirectory: home = '', localUser, environment }: ConnectOptions,
): Around {
  return { ...names, home, localUser, environment };
}

/** A path or a command with ssh_config's tokens (`%h`, `%p`, …, `%%`) and a `~` at its start filled in. */
export function fillTokens(text: string, around: Around): string {
  const { home, host, original, port, user } = around;
  const here = hostname();
  const known: Readonly<Record<string, () => string>> = {
    '%': () => '%',
    C: () => createHash('sha1').update(`${here}${host}${port}${user}`).digest('hex'),
    d: () => home,
    h: () => host,
    i: () => String(userInfo().uid),
    k: () => around.alias ?? original,
    L: () => here.split('.')[0] ?? here,
    l: () => here,
    n: () => original,
    p: () => String(port),
    r: () => user,
    u: () => around.localUser ?? userInfo().username,
  };
  return text
    .replace(/^~(?=\/|$)/, home)
    .replace(
      /%(.)/g,
      (whole, token: string) => (Object.hasOwn(known, token) ? known[token]?.() : undefined) ?? whole,
    );
}

/** A path in which variables of the environment may stand, too: `${NAME}`. */
export function fillPath(text: string, around: Around): string {
  const { environment = {} } = around;
  return fillTokens(
    text.replace(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole),
    around,
  );
}
