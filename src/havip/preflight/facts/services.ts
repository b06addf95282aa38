import { type Fact, parsePairs } from '../../../resources/fact.ts';
import { isOver } from '../../../resources/services/service-facts.ts';

/** One unit, as `systemctl show` has it. */
export interface UnitFacts {
  readonly active: boolean;
  /** It does not run, and does not start either. */
  readonly over: boolean;
  readonly enabled: boolean;
  readonly masked: boolean;
  readonly loaded: boolean;
  /** The command line as systemd starts it; empty where there is no unit. */
  readonly command: string;
  readonly restarts: boolean;
  readonly waitsForNetwork: boolean;
  /** Files on the disk are newer than what systemd has read. */
  readonly outdated: boolean;
  /** Our own drop-in is in force. */
  readonly hasDropIn: boolean;
  /** Variables that the unit and its drop-ins set, as `NAME=value` words. */
  readonly environment: string;
  /** How its last process ended, as systemd has it: `success`, `signal`, `oom-kill`, … */
  readonly result: string;
}

const UNITS = [
  'keepalived.service',
  'firewalld.service',
  'ufw.service',
  'nftables.service',
  'iptables.service',
  'netfilter-persistent.service',
  'unattended-upgrades.service',
  'apt-daily-upgrade.timer',
  'dnf-automatic.timer',
  'dnf-automatic-install.timer',
  'dnf5-automatic.timer',
  'yum-cron.service',
] as const;

export type KnownUnit = (typeof UNITS)[number];

const PROPERTIES =
  'Id,LoadState,ActiveState,UnitFileState,ExecStart,Restart,After,NeedDaemonReload,DropInPaths,Environment,Result';

/** What the services say that matter to a cluster; one process for all of them. */
export const servicesFact: Fact<(unit: KnownUnit) => UnitFacts> = {
  id: 'preflight:services',
  program: `systemctl show -p ${PROPERTIES} ${UNITS.join(' ')}`,
  parse: (output) => {
    const units = output.split(/\n\n+/).map((block) => [unitId(block), unitFacts(block)] as const);
    const known = new Map(units);
    return (unit) => known.get(unit) ?? unitFacts('');
  },
};

function unitId(block: string): string {
  return parsePairs(block).Id ?? '';
}

function unitFacts(block: string): UnitFacts {
  const read = parsePairs(block);
  return {
    active: read.ActiveState === 'active',
    over: isOver(read.ActiveState),
    enabled: read.UnitFileState === 'enabled',
    masked: read.LoadState === 'masked' || read.UnitFileState?.startsWith('masked') === true,
    loaded: read.LoadState === 'loaded',
    command: /argv\[\]=([^;]*)/.exec(read.ExecStart ?? '')?.[1]?.trim() ?? '',
    restarts: read.Restart !== undefined && read.Restart !== 'no',
    waitsForNetwork: read.After?.split(' ').includes('network-online.target') === true,
    outdated: read.NeedDaemonReload === 'yes',
    hasDropIn: read.DropInPaths?.includes('/havip-deploy.conf') === true,
    environment: read.Environment ?? '',
    result: read.Result ?? '',
  };
}
