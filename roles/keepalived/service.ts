import {
  addressesIn,
  blocked,
  clusterTiming,
  daemonView,
  type Facts,
  keepalivedReload,
  networkFact,
  type Problem,
  type Resource,
  STATE_FILE,
  service,
  startupMs,
  type TakeUp,
  type TaskContext,
} from 'havip-deploy';
import { checkProbe } from './check-probe.ts';
import { NOTIFY_PATH } from './paths.ts';
import { notPromoted } from './promoted.ts';
import { readinessProgram } from './readiness.ts';
import type { KeepalivedVars } from './vars.ts';

const SERVICE = 'keepalived';

/** What keepalived takes up only by starting again, in the words of `announcedOtherwise`. */
const BY_RESTART = /router id|version|interface|no \S+ runs/;

/** The unit, which alone may run, with the file in place loaded. */
export function keepalivedService(
  { vars, facts, factsOf }: TaskContext<KeepalivedVars>,
  inPlace: string | undefined,
  takeUp: TakeUp,
): Resource {
  const { astray } = daemonView(vars.cluster, facts);
  const wrong = astray.find(({ kind }) => kind !== 'otherwise');
  if (wrong !== undefined) {
    return blocked({ id: `service:${SERVICE}`, name: `${SERVICE} service`, problem: notTheUnit(wrong.text) });
  }
  const stale = astray.find(({ kind }) => kind === 'otherwise')?.text;
  return service({
    service: SERVICE,
    ...(takeUp.lost !== undefined && { reload: keepalivedReload(vars.cluster) }),
    ready: ready(vars),
    // An undo may bring other addresses back.
    readyAgain: ready(vars, true, addressesIn(inPlace ?? '')),
    ...(peerHolds(vars, factsOf) && { meanwhile: notPromoted(vars.cluster) }),
    ...(stale !== undefined && {
      notLoaded: {
        action: BY_RESTART.test(stale) ? ('restart' as const) : ('reload' as const),
        reason: stale,
      },
    }),
    // Without the script that writes it, the state file would go on saying what was true once.
    afterUndo: `if is_absent ${NOTIFY_PATH}; then rm -f ${STATE_FILE} || true; fi`,
    tags: ['service'],
  });
}

function peerHolds({ cluster, member }: KeepalivedVars, factsOf: ReadonlyMap<string, Facts>): boolean {
  return cluster.members.some(({ host: { name } }) => {
    const found = name === member.host.name ? undefined : factsOf.get(name)?.ifRead(networkFact);
    return found?.addresses.some(({ address }) => cluster.havip.addresses.includes(address)) === true;
  });
}

function notTheUnit(text: string): Omit<Problem, 'host'> {
  return {
    code: 'host.other-keepalived',
    summary: text,
    detail:
      'What is written and restarted here would not be what runs: only the unit keepalived with its usual file may hold the address. Nothing was changed.',
    fix: 'End a process outside the unit with `kill` when the address may move; take `-f` out of the options (KEEPALIVED_OPTIONS in /etc/sysconfig/keepalived or /etc/default/keepalived, or ExecStart= in a drop-in) and restart. Then run again.',
  };
}

function ready({ cluster }: KeepalivedVars, again = false, others: readonly string[] = []): string {
  return readinessProgram({
    again,
    stateFile: STATE_FILE,
    addresses: [...new Set([...cluster.havip.addresses, ...others])],
    // What has started waits, and then a master-down time more.
    masterDownMs: clusterTiming(cluster).masterDownMs + startupMs(cluster),
    probes: cluster.havip.checks.map(checkProbe),
  });
}
