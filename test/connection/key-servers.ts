import type { Connection, ConnectOptions } from '../../src/connection/connection.ts';
import { connect } from '../../src/connection/index.ts';
import type { Target } from '../../src/core/ssh/target.ts';
import { value } from './outcomes.ts';
import { mayHaveUsers, privateEtc } from './private-etc.ts';
import { Sshd, targetOf, Workshop } from './sshd.ts';

/** A workshop with one host key and one login key, for servers that differ only in their settings. */
export class KeyServers {
  readonly workshop = new Workshop();
  readonly hostKey = this.workshop.key('host');
  readonly key = this.workshop.key('user');

  /** A server that lets the key in; `config` are further lines of sshd_config. */
  start(config: readonly string[] = []): Promise<Sshd> {
    return Sshd.start(this.workshop, {
      hostKeys: [this.hostKey],
      authorizedKeys: [this.workshop.publicKey(this.key)],
      config,
      launcher: mayHaveUsers ? privateEtc(this.workshop, []) : [],
    });
  }

  /** Logs in to one of the servers, which is known by its key at whatever port it is reached. */
  async open(
    sshd: Sshd,
    { port = sshd.port, ...how }: Partial<Target> = {},
    options: ConnectOptions = {},
  ): Promise<Connection> {
    const line = sshd.knownHosts(this.hostKey).replace(String(sshd.port), String(port));
    const known = this.workshop.file('known', line);
    const target = targetOf(port, {
      privateKeyFile: this.key,
      ssh: { userKnownHostsFiles: [known] },
      ...how,
    });
    return value(await connect(target, options));
  }
}
