import type { Finding } from '../problem-list.ts';

/** What SOPS makes of an INI file, and of any other file that it does not take apart. */
const AS_INI = /^\[sops\]\s*$/m;
const AS_BYTES = /^\s*\{\s*"data"\s*:\s*"ENC\[/;

/** Why an inventory cannot be read that SOPS has encrypted in another form than YAML or JSON; undefined for others. */
export function sealedWhole(path: string, text: string): Finding | undefined {
  const isIni = AS_INI.test(text) && /^mac\s*=\s*ENC\[/m.test(text);
  if (!isIni && !AS_BYTES.test(text)) return undefined;
  return {
    name: 'sops',
    summary: `${path} is an inventory that SOPS has encrypted ${isIni ? 'as INI' : 'as a whole'}`,
    detail: 'Only YAML and JSON keep the names of groups and hosts when SOPS encrypts them.',
    fix: 'Leave the hosts in the clear and put secrets into group_vars/NAME.sops.yaml or host_vars/, or write the inventory as YAML and encrypt that.',
  };
}
