import { familyOf } from '../../core/ssh/ssh-values.ts';
import type { SessionOptions, SshAlgorithms } from '../../core/ssh/target.ts';
import { one, type SshConfig } from './ask-ssh.ts';

/** What a configuration says of the session with one machine, a jump host or the target, beyond where it is. */
export function sessionOptions(config: SshConfig, usual: SshConfig, asked: string): SessionOptions {
  const family = familyOf(one(config, 'addressfamily') ?? 'any');
  const attempts = Number(one(config, 'connectionattempts') ?? 1);
  const address = one(config, 'hostname') ?? asked;
  const [alias, bindAddress] = [one(config, 'hostkeyalias'), one(config, 'bindaddress')];
  const algorithms = algorithmsOf(config, usual);
  return {
    ...(address === asked ? {} : { configuredAs: asked }),
    ...(alias === undefined ? {} : { hostKeyAlias: alias }),
    ...(family === 4 || family === 6 ? { addressFamily: family } : {}),
    ...(bindAddress === undefined ? {} : { bindAddress }),
    ...(attempts > 1 ? { connectionAttempts: attempts } : {}),
    ...(Object.keys(algorithms).length === 0 ? {} : { algorithms }),
  };
}

const LISTS = {
  ciphers: 'ciphers',
  macs: 'macs',
  kex: 'kexalgorithms',
  hostKeys: 'hostkeyalgorithms',
} as const satisfies Readonly<Record<keyof SshAlgorithms, string>>;

/** Lists that are not ssh's usual ones; ssh prints them in full. */
function algorithmsOf(config: SshConfig, usual: SshConfig): SshAlgorithms {
  const changed = Object.entries(LISTS).flatMap(([name, key]) => {
    const said = one(config, key);
    return said === undefined || said === one(usual, key) ? [] : [[name, said]];
  });
  return Object.fromEntries(changed);
}
