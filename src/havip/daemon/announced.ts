import type { DumpedInstance } from '../../keepalived/daemon/dump.ts';
import type { InstanceView } from '../../keepalived/meaning/instance.ts';
import { viewOf } from '../../keepalived/meaning/view.ts';
import { isComplete, type KeepalivedConfig } from '../../keepalived/parse/syntax.ts';

/**
 * What the running daemon does otherwise than a configuration says, a clause each. Where lines stand behind `@id` and it
 * is not known which are this machine's, nothing is said; what an include may say that could not be read, is not missed.
 */
export function announcedOtherwise(dump: readonly DumpedInstance[], config: KeepalivedConfig): string[] {
  if (config.issues.some(({ kind }) => kind === 'conditional')) return [];
  const isWhole = isComplete(config);
  const { instances } = viewOf(config);
  const named = new Map(dump.map((each) => [each.name, each]));
  const wanted = new Set(instances.map(({ name }) => name));
  return [
    ...instances.flatMap((instance) => {
      const runs = named.get(instance.name);
      return runs === undefined ? [`no ${instance.name} runs`] : differences(instance, runs, isWhole);
    }),
    ...(isWhole ? dump : [])
      .filter(({ name }) => !wanted.has(name))
      .map(({ name }) => `${name} runs and is not in the file`),
  ];
}

/** @param isWhole what the file does not say is said nowhere else, so that the default counts */
function differences(file: InstanceView, runs: DumpedInstance, isWhole: boolean): string[] {
  const said: readonly Compared[] = [
    ['router id', runs.routerId, Number(file.routerId?.value)],
    ['interface', runs.interface, file.interfaceName?.value],
  ];
  const unsaid: readonly Compared[] = [
    ['priority', runs.priority, file.priority],
    ['version', runs.version, file.version],
    ['addresses', list(runs.addresses), list(file.addresses.map(({ ip }) => ip).filter(isIpv4))],
    ['peers', list(runs.peers), list(file.peers.map(({ value }) => value).filter(isIpv4))],
  ];
  return [...said, ...(isWhole ? unsaid : [])].flatMap(([what, running, written]) =>
    running === undefined || written === undefined || Number.isNaN(written) || running === written
      ? []
      : [`${what} ${running || 'none'} instead of ${written || 'none'}`],
  );
}

type Compared = readonly [what: string, running: unknown, written: unknown];

function list(addresses: readonly string[]): string {
  return [...addresses].sort().join(' ');
}

function isIpv4(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text);
}
