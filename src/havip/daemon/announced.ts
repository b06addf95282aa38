import type { DumpedInstance } from '../../keepalived/daemon/dump.ts';
import type { InstanceView } from '../../keepalived/meaning/instance.ts';
import { viewOf } from '../../keepalived/meaning/view.ts';
import { parse } from '../../keepalived/parse/parse.ts';
import { CONFIG_PATH } from '../cluster/paths.ts';

/**
 * What the running daemon does otherwise than a configuration says, a clause each.
 * @param configId by what it chooses lines behind `@id`; where there are some and it is not known, nothing is said
 */
export function announcedOtherwise(
  dump: readonly DumpedInstance[],
  config: string,
  configId?: string,
): string[] {
  if (configId === undefined && /^\s*@/m.test(config)) return [];
  const { instances } = viewOf(parse(config, CONFIG_PATH, configId === undefined ? {} : { configId }));
  const named = new Map(dump.map((each) => [each.name, each]));
  const wanted = new Set(instances.map(({ name }) => name));
  return [
    ...instances.flatMap((instance) => {
      const runs = named.get(instance.name);
      return runs === undefined ? [`no ${instance.name} runs`] : differences(instance, runs);
    }),
    // An include may bring others: only where the file has none is what runs beside it told.
    ...(config.includes('include')
      ? []
      : dump
          .filter(({ name }) => !wanted.has(name))
          .map(({ name }) => `${name} runs and is not in the file`)),
  ];
}

function differences(file: InstanceView, runs: DumpedInstance): string[] {
  const compared: readonly (readonly [string, unknown, unknown])[] = [
    ['router id', runs.routerId, Number(file.routerId?.value)],
    ['priority', runs.priority, file.priority],
    ['version', runs.version, file.version],
    ['interface', runs.interface, file.interfaceName?.value],
    ['addresses', list(runs.addresses), list(file.addresses.map(({ ip }) => ip).filter(isIpv4))],
    ['peers', list(runs.peers), list(file.peers.map(({ value }) => value).filter(isIpv4))],
  ];
  return compared.flatMap(([what, running, written]) =>
    running === undefined || written === undefined || Number.isNaN(written) || running === written
      ? []
      : [`${what} ${running || 'none'} instead of ${written || 'none'}`],
  );
}

function list(addresses: readonly string[]): string {
  return [...addresses].sort().join(' ');
}

function isIpv4(text: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(text);
}
