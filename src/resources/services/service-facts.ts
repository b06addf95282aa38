import { quote } from '../../core/programs/shell.ts';
import { type Fact, parsePairs } from '../fact.ts';

/** What systemd says of a unit. */
export interface ServiceFacts {
  /** systemd knows such a unit. */
  readonly loaded: boolean;
  /** It runs. */
  readonly active: boolean;
  /** `active`, `inactive`, `failed`, `activating`, … */
  readonly activeState: string;
  /** It starts at boot. */
  readonly enabled: boolean;
  /** 0 when not running. */
  readonly mainPid: string;
  /** Its unit file is newer than what systemd has read. */
  readonly needsDaemonReload: boolean;
  /** Switched off for good: nothing can start it. */
  readonly masked: boolean;
}

/** Whether systemd takes a unit for one that neither runs nor is about to, by its ActiveState. */
export function isOver(activeState: string | undefined): boolean {
  return activeState === 'inactive' || activeState === 'failed';
}

/** State of one systemd unit. */
export function serviceFact(service: string): Fact<ServiceFacts> {
  return {
    id: `service:${service}`,
    program: `systemctl show -p LoadState,ActiveState,UnitFileState,MainPID,NeedDaemonReload ${quote(service)}`,
    parse: (output) => {
      const facts = parsePairs(output);
      return {
        loaded: facts.LoadState === 'loaded',
        active: facts.ActiveState === 'active',
        activeState: facts.ActiveState ?? 'unknown',
        enabled: facts.UnitFileState === 'enabled',
        mainPid: facts.MainPID ?? '0',
        needsDaemonReload: facts.NeedDaemonReload === 'yes',
        masked: facts.LoadState === 'masked' || facts.UnitFileState?.startsWith('masked') === true,
      };
    },
  };
}
