import { userInfo } from 'node:os';
import { expect } from 'vitest';
import { asConfigured } from '../../src/connection/ssh-config/as-configured.ts';
import { parseSshArguments } from '../../src/inventory/target/ssh-arguments.ts';
import { both, sshPrints } from './as-ssh-prints.ts';
import { value } from './outcomes.ts';
import { targetOf, type Workshop } from './sshd.ts';

/** Configurations and arguments, read by us and by ssh. */
export class BesideSsh {
  /** What ssh prints where nobody says anything. */
  readonly usual = sshPrints(['-F', 'none', 'web']);
  readonly #workshop: Workshop;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** What our side makes of a configuration and arguments. */
  async configured(config: string, args = '', host = 'web') {
    const file = this.#workshop.file('config', config);
    const all = `-F ${file} ${args}`;
    const { options: ssh, errors } = parseSshArguments(all, this.#workshop.home);
    expect(errors).toEqual([]);
    const { user, port } = ssh;
    const unsaid = {
      ...(user === undefined ? { user: true as const } : {}),
      ...(port === undefined ? { port: true as const } : {}),
    };
    const address = ssh.hostName?.replaceAll('%h', host) ?? host;
    const target = targetOf(port ?? 22, { address, ssh, unsaid, ...(user === undefined ? {} : { user }) });
    const options = {
      homeDirectory: this.#workshop.home,
      localUser: userInfo().username,
      askOnce: <T>(key: string, work: () => Promise<T>): Promise<T> => {
        const known = (this.#asked.get(key) as Promise<T> | undefined) ?? work();
        this.#asked.set(key, known);
        return known;
      },
    };
    return { ours: value(await asConfigured(target, options)), all };
  }

  /** That, and what ssh makes of them. */
  async compared(config: string, args: string, host = 'web') {
    const { ours, all } = await this.configured(config, args, host);
    return both(ours, sshPrints([...splitPlainly(all), host]), this.usual);
  }
}

/** Words of tests have quotes around what holds blanks. */
function splitPlainly(text: string): string[] {
  return (text.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));
}
