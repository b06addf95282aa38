import type { Stage } from '../built-in/ssh-problem.ts';

const KEPT = 65_536;

/** What ssh tells of its way to a machine (`ssh -v`), as far as it has come; each machine on the way tells in turn. */
export class Account {
  #text = '';

  push(chunk: Buffer): void {
    this.#text = (this.#text + chunk.toString('utf8')).slice(-KEPT);
  }

  /** Lines that are no account of steps: complaints, and what servers print before a login. */
  get complaints(): string {
    return this.#lines.filter((line) => !/^debug\d: |^OpenSSH_|^Authenticated to /.test(line)).join('\n');
  }

  get text(): string {
    return this.#text;
  }

  /** The machine that was met last. */
  get at(): { readonly address: string; readonly port: number; readonly user: string } | undefined {
    const [, address, port, user] = this.#last(/^debug1: Authenticating to (\S+):(\d+) as '(.*)'$/) ?? [];
    return address === undefined || user === undefined ? undefined : { address, port: Number(port), user };
  }

  /** The host key that was shown last. */
  get key(): { readonly type: string; readonly fingerprint: string } | undefined {
    const [, type, fingerprint] = this.#last(/^debug1: Server host key: (\S+) (SHA256:\S+)/) ?? [];
    return type === undefined || fingerprint === undefined ? undefined : { type, fingerprint };
  }

  /** Where the way stands, of so many machines. */
  stage(machines: number): Stage {
    const count = (pattern: RegExp): number => this.#lines.filter((line) => pattern.test(line)).length;
    const begun = count(/^debug1: Authenticating to /);
    if (begun < machines && machines > 1) return 'way through the jump host';
    if (count(/^debug1: SSH2_MSG_NEWKEYS received/) >= machines) return 'login';
    return begun > 0 || count(/^debug1: Connection established/) > 0 ? 'key exchange' : 'TCP connect';
  }

  /** What was tried to log in on the machine that was met last. */
  get tried(): readonly string[] {
    const from = this.#lines.findLastIndex((line) => /^debug1: Authenticating to /.test(line));
    return this.#lines.slice(Math.max(0, from)).flatMap((line) => {
      const [, key, rest = ''] =
        /^debug1: Offering public key: (.*?) [A-Z0-9-]+ SHA256:\S+(.*)$/.exec(line) ?? [];
      if (key !== undefined) return [/\bagent\b/.test(rest) ? `key ${key} of the agent` : `key ${key}`];
      const [, method] =
        /^debug1: Next authentication method: (password|keyboard-interactive|gssapi\S*)$/.exec(line) ?? [];
      return method === undefined ? [] : [method];
    });
  }

  /** The methods that the server which was met last takes. */
  get offered(): readonly string[] {
    const [, methods = ''] = this.#last(/^debug1: Authentications that can continue: (\S+)/) ?? [];
    return methods.split(',').filter((method) => method !== '');
  }

  /** Keys that could not be used. */
  get notes(): readonly string[] {
    return this.#lines.flatMap((line) => {
      if (/^debug1: .*ssh_get_authentication_socket/.test(line))
        return ['the agent (Failed to connect to agent)'];
      const [, key, why] = /^Load key "(.*)": (.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [`${key} (${why})`];
    });
  }

  get #lines(): readonly string[] {
    return this.#text.split(/\r?\n/);
  }

  #last(pattern: RegExp): RegExpExecArray | undefined {
    const line = this.#lines.findLast((each) => pattern.test(each));
    return line === undefined ? undefined : (pattern.exec(line) ?? undefined);
  }
}
