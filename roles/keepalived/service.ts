import {
  blocked,
  type Cluster,
  clusterTiming,
  configurationInPlace,
  daemonView,
  type Facts,
  instanceOf,
  keepalivedReload,
  nameBefore,
  networkFact,
  type Placement,
  type Problem,
  type Resource,
  servedBefore,
  service,
  startupMs,
  stateFileOf,
  type TakeUp,
  type TaskContext,
} from 'havip-deploy';
import { hookFiles } from './files/hooks.ts';
import { checkProbe } from './programs/check-probe.ts';
import { forgetStates, mayServeNow } from './programs/forget-states.ts';
import { notPromoted } from './programs/promoted.ts';
import { readinessProgram } from './programs/readiness.ts';
import { type KeepalivedVars, placements } from './vars.ts';

const SERVICE = 'keepalived';

/** What keepalived takes up only by starting again, in the words of `announcedOtherwise`. */
const BY_RESTART = /router id|version|interface|no \S+ runs/;

/**
 * The unit, which alone may run, with the file in place loaded.
 *
 * @param afterwards POSIX sh that follows an undo of it
 */
export function keepalivedService(
  { vars, facts, factsOf }: TaskContext<KeepalivedVars>,
  takeUp: TakeUp,
  afterwards: string,
): Resource {
  const clusters = placements(vars).map(({ cluster }) => cluster);
  const astray = clusters.flatMap((cluster) => daemonView(cluster, facts).astray);
  const wrong = astray.find(({ kind }) => kind !== 'otherwise');
  if (wrong !== undefined) {
    return blocked({ id: `service:${SERVICE}`, name: `${SERVICE} service`, problem: notTheUnit(wrong.text) });
  }
  const held = placements(vars).flatMap((each) => (peerHolds(each, factsOf) ? [each.cluster] : []));
  const stale = astray.find(({ kind }) => kind === 'otherwise')?.text;
  return service({
    service: SERVICE,
    // With hooks, there are units beside it.
    ...(hookFiles(clusters, vars.member.host.name).length === 0 && { unitFiles: 'own' as const }),
    ...(takeUp.lost !== undefined && {
      reload: keepalivedReload(takeUp.loser ?? vars.cluster, 'refuse'),
      undoReload: keepalivedReload(takeUp.loser ?? vars.cluster, 'plainly'),
    }),
    ...(takeUp.undo !== undefined && { undoBy: takeUp.undo }),
    ...(takeUp.undoAwayMs !== undefined && { undoAwayMs: takeUp.undoAwayMs }),
    ready: ready(clusters, false),
    readyAgain: ready(clusters, true, configurationInPlace(facts)),
    ...(held.length > 0 && { meanwhile: notPromoted(held) }),
    ...(stale !== undefined && {
      notLoaded: {
        action: BY_RESTART.test(stale) ? ('restart' as const) : ('reload' as const),
        reason: stale,
      },
    }),
    afterUndo: [forgetStates(clusters), ...(afterwards === '' ? [] : [afterwards])].join('\n'),
    tags: ['service'],
  });
}

function peerHolds({ cluster, member }: Placement, factsOf: ReadonlyMap<string, Facts>): boolean {
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
    fix: 'End what runs outside the unit when the address may move: `systemctl status` with the number of the process says which unit or container has started it: disable that if it is there for keepalived alone, else take keepalived out of it and `kill` the process. Take `-f` out of the options (KEEPALIVED_OPTIONS in /etc/sysconfig/keepalived or /etc/default/keepalived, or ExecStart= in a drop-in) and restart. Then run again.',
  };
}

/** Each cluster's instance has come to rest, one after the other. */
function ready(
  clusters: readonly Cluster[],
  again: boolean,
  inPlace?: ReturnType<typeof configurationInPlace>,
): string {
  const isAlone = clusters.length === 1;
  const programs = clusters.map((cluster) => {
    // An undo may bring another name and other addresses back.
    const name = again ? nameBefore(cluster)(inPlace) : undefined;
    const names = [...(name === undefined ? [] : [name]), instanceOf(cluster)];
    const before = again ? servedBefore(cluster, isAlone)(inPlace) : [];
    const program = readinessProgram({
      again,
      stateFile: stateFileOf(cluster),
      addresses: [...new Set([...cluster.havip.addresses, ...before])],
      // What has started waits, and then a master-down time more.
      masterDownMs: clusterTiming(cluster).masterDownMs + startupMs(cluster),
      probes: cluster.havip.checks.map(checkProbe),
      ...((name !== undefined || !isAlone) && { instances: [...new Set(names)] }),
    });
    if (isAlone) return program;
    // Each of them ends its shell. A cluster that came with what is taken back is not there any more.
    const all = `(\n${program}\n) || exit`;
    return again && name === undefined ? `if ${mayServeNow(cluster)}; then\n${all}\nfi` : all;
  });
  return programs.join('\n');
}
