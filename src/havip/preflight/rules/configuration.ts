import type { FileFact, HostFacts } from '../../../keepalived/lint/facts.ts';
import { lintHost } from '../../../keepalived/lint/lint.ts';
import { parse } from '../../../keepalived/parse/parse.ts';
import { networkFact } from '../../../resources/network.ts';
import { CONFIG_PATH } from '../../cluster/state/cluster-facts.ts';
import { scriptFoldersFact } from '../facts/closer.ts';
import { kernelFact } from '../facts/kernel.ts';
import { servicesFact } from '../facts/services.ts';
import { finding, type PreflightInput, type PreflightRule } from './input.ts';

/** The linter's rules that need a machine, over the configuration that the node is to have. */
export const configurationRules: PreflightRule = function* (input) {
  const config = parse(input.config, `${input.own.host}:${CONFIG_PATH}`);
  for (const { rule, severity, message, fix } of lintHost(config, hostFacts(input))) {
    if (severity === 'info') continue;
    yield finding(severity, `host.${rule}`, `${message} (${rule})`, `${fix}.`);
  }
};

function hostFacts({ facts, version, checks }: PreflightInput): HostFacts {
  const { addresses, gateway } = facts.get(networkFact);
  const names = [...new Set(addresses.map((each) => each.interface))];
  const unit = facts.get(servicesFact)('keepalived.service');
  return {
    keepalivedVersion: version,
    interfaces: names.map((name) => ({
      name,
      addresses: addresses
        .filter((each) => each.interface === name)
        .map((each) => `${each.address}/${each.prefix}`),
    })),
    ...(gateway !== undefined && { gateway }),
    selinux: facts.get(kernelFact).selinux,
    files: scriptFiles(facts, checks),
    users: { root: { uid: 0, gid: 0 } },
    // Until our drop-in is there, it is one of the things that `up` does.
    ...(unit.hasDropIn &&
      !unit.outdated && { unit: { waitsForNetwork: unit.waitsForNetwork, restarts: unit.restarts } }),
  };
}

/** The scripts as they will be, in the folders as they are. */
function scriptFiles(
  facts: PreflightInput['facts'],
  checks: PreflightInput['checks'],
): Record<string, FileFact> {
  const script: FileFact = { kind: 'file', mode: 0o755, uid: 0, gid: 0, start: '#!/bin/sh' };
  const folders = (facts.ifRead(scriptFoldersFact) ?? []).map(
    ({ path, mode, uid, gid }) => [path, { kind: 'directory', mode, uid, gid }] as const,
  );
  return {
    ...Object.fromEntries(folders),
    '/usr/libexec/keepalived/havip-notify': script,
    '/usr/libexec/keepalived/havip-hooks': script,
    ...Object.fromEntries(checks.map(({ path }) => [path, script])),
  };
}
