import { hostname } from 'node:os';

/** What ssh_config's tokens stand for. */
export interface Around {
  readonly home: string;
  /** Where the connection goes, and what was asked for. */
  readonly host: string;
  readonly original: string;
  readonly port: number;
  readonly user: string;
}

/** A path or a command with `%h`, `%p`, `%r`, `%n`, `%d`, `%u`, `%l`, `%%` and a `~` at its start filled in. */
export function fillTokens(text: string, { home, host, original, port, user }: Around): string {
  const known: Readonly<Record<string, string>> = {
    '%': '%',
    h: host,
    n: original,
    p: String(port),
    r: user,
    d: home,
    l: hostname(),
  };
  return text.replace(/^~(?=\/|$)/, home).replace(/%(.)/g, (whole, token: string) => known[token] ?? whole);
}
