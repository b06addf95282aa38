import pLimit from 'p-limit';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { FactStore } from '../../engine/facts/fact-store.ts';
import { observe } from '../../engine/facts/observe.ts';
import { CONFIG_PATH } from '../../havip/cluster/paths.ts';
import { keepalivedBuildFact, keepalivedVersionFact } from '../../havip/cluster/state/keepalived-version.ts';
import { type FoundNode, foundNode } from '../../havip/import/found.ts';
import { configIdFact } from '../../havip/takeover/config-id.ts';
import { configurationInPlace, includedFilesFact } from '../../havip/takeover/in-place.ts';
import type { Host } from '../../inventory/types.ts';
import { fileFact } from '../../resources/file.ts';
import { networkFact } from '../../resources/network.ts';
import type { Connector } from '../prepare/connector.ts';

/** With its passwords, so that no log shows it. */
const configFact = { ...fileFact(CONFIG_PATH), shown: () => '(not shown)' };

const FACTS = [
  ...[configFact, includedFilesFact, configIdFact, networkFact],
  ...[keepalivedVersionFact, keepalivedBuildFact],
] as const;

export interface AskOptions {
  readonly connect: Connector;
  readonly forks: number;
  readonly signal: AbortSignal;
}

/** Reads the configurations that machines have, in one round trip each; changes nothing. */
export async function askHosts(
  hosts: readonly Host[],
  { connect, forks, signal }: AskOptions,
): Promise<Outcome<readonly FoundNode[]>> {
  const limit = pLimit(forks);
  const asked = await Promise.all(
    hosts.map((host) => limit(() => (signal.aborted ? failure() : askHost(host, connect)))),
  );
  const problems = asked.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  const nodes = asked.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  return problems.length > 0 ? failure(...problems) : success(nodes);
}

async function askHost(host: Host, connect: Connector): Promise<Outcome<FoundNode>> {
  const connected = await connect(host.target);
  if (!connected.ok) return failure(...connected.problems.map((each) => ({ host: host.name, ...each })));
  const facts = new FactStore();
  try {
    const read = await observe(connected.value, FACTS, facts);
    return read.ok ? found(host, facts) : read;
  } finally {
    await connected.value.close();
  }
}

function found({ name }: Host, facts: FactStore): Outcome<FoundNode> {
  const config = configurationInPlace(facts);
  if (config === undefined) return failure(nothingThere(name, facts.get(configFact).kind));
  const release = facts.get(keepalivedVersionFact);
  const network = facts.get(networkFact);
  const build = facts.get(keepalivedBuildFact);
  return success(
    foundNode(name, config, {
      network,
      ...(release !== undefined && { release }),
      ...(build !== undefined && { build }),
    }),
  );
}

function nothingThere(host: string, kind: 'absent' | 'file' | 'other'): Problem {
  return {
    code: 'host.no-configuration',
    host,
    summary:
      kind === 'absent' ? `there is no ${CONFIG_PATH}` : `${CONFIG_PATH} is no file that can be read here`,
    detail:
      kind === 'file'
        ? 'It is larger than 64 KiB.'
        : 'It is not there, is no regular file, or may not be read by the user that logs in.',
    fix: 'Leave the host out of the pattern, add --become, or copy its file and name that: havip-deploy import FILE',
  };
}
