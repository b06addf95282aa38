import { isOff, sshOption } from '../../core/ssh/ssh-options.ts';
import { one, type SshConfig } from './ask-ssh.ts';

/** Settings of which the value says enough. */
const OWN_RULES: Readonly<Record<string, (config: SshConfig, usual: SshConfig) => boolean>> = {
  // ssh takes it first, and does as well with a key: it decides only where there is nothing else.
  gssapiauthentication: () => false,
  gssapidelegatecredentials: () => false,
  gssapikeyexchange: () => false,
  gssapikexalgorithms: () => false,
  gssapirenewalforcesrekey: () => false,
  gssapitrustdns: () => false,
  verifyhostkeydns: (config) => /^(?:yes|true)$/i.test(one(config, 'verifyhostkeydns') ?? ''),
  pubkeyacceptedalgorithms: (config, usual) => {
    const allowed = new Set(one(config, 'pubkeyacceptedalgorithms')?.split(','));
    const before = one(usual, 'pubkeyacceptedalgorithms')?.split(',') ?? [];
    return before.some((algorithm) => !allowed.has(algorithm));
  },
};

/**
 * The first option of a configuration that is not as usual, and that only the program ssh can honour: one of those that
 * are known to be so, or one that nobody here knows. Undefined where there is none.
 */
export function onlyOpenSsh(config: SshConfig, usual: SshConfig): string | undefined {
  // Nothing is known of what is usual where ssh could not be asked.
  if (usual.size === 0) return undefined;
  for (const [key, values] of config) {
    if (values.join('\n') === usual.get(key)?.join('\n') || PRINTED.has(key)) continue;
    const option = sshOption(key);
    if (option !== undefined && option.treatment !== 'openssh') continue;
    const rule = Object.hasOwn(OWN_RULES, key) ? OWN_RULES[key] : undefined;
    const counts = rule === undefined ? values.some((value) => !isOff(value)) : rule(config, usual);
    if (counts) return option?.name ?? key;
  }
  return undefined;
}

/** What `ssh -G` prints and is no option. */
const PRINTED: ReadonlySet<string> = new Set(['host', 'originalhost']);
