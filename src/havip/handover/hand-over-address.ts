import type { CommandResult } from '../../connection/connection.ts';
import { failure, type Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { FactStore } from '../../engine/facts/fact-store.ts';
import { lastLines } from '../../engine/facts/observe.ts';
import type { HostSession } from '../../engine/host-session.ts';
import type { Cluster, Host } from '../../inventory/types.ts';
import { enumerate } from '../../inventory/wording.ts';
import {
  type HandOverOptions,
  NOT_POSSIBLE,
  resignProgram,
  TAKING_PRIORITY,
  takeOverProgram,
} from '../../keepalived/daemon/hand-over.ts';
import { fileFact } from '../../resources/file.ts';
import { report } from '../../run/unit/unit.ts';
import { allOk, refreshStale } from '../../run/unit/unit-facts.ts';
import { CONFIG_PATH } from '../cluster/state/cluster-facts.ts';
import { type NodeState, stateOf } from '../cluster/state/cluster-state.ts';
import { clusterTiming } from '../cluster/state/timing.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { inStep } from './in-step.ts';
import { measured } from './measured.ts';

const CONFIG = fileFact(CONFIG_PATH);

/**
 * Takes the address from its holder before that has to start again, measures it, and then does the work.
 * Where the holder preempts, it would take the address back before it was changed: there its own restart is
 * the handover. Of several clusters of the machine, every address that it holds, all measured from first to last.
 * @param later who is changed after it, and need not be well until then: a node that is new starts last
 */
export async function afterHandOver(
  { together, deps }: ClusterRun,
  holder: Host,
  work: () => Promise<boolean>,
  later: readonly string[],
): Promise<boolean> {
  const standbys = new Map<ClusterRun, string>();
  for (const run of together.filter((each) => isHeldBy(each, holder))) {
    const standby = await readyStandby(run, run.cluster, holder);
    if (standby === undefined) return false;
    standbys.set(run, standby);
  }
  const handAllOver = async () => {
    for (const [run, standby] of standbys) {
      // Where another one's holder had to be stopped, or in a sync group, this one has gone along.
      if (run.cluster.havip.preempt || !isHeldBy(run, holder)) continue;
      // An interrupt after the handover leaves the old holder as it is: a backup, and well.
      if (!(await handOver(run, run.cluster, holder, standby)) || deps.signal.aborted) return false;
    }
    return work();
  };
  const all = [...standbys.keys()].reduce(
    (inner, run) => () => measured(run, holder, inner, 0, later),
    handAllOver,
  );
  return all();
}

function isHeldBy(run: ClusterRun, { name }: Pick<Host, 'name'>): boolean {
  return stateOf(run).holders.includes(name);
}

/** Whether a standby can take the address without the holder letting go of it first. */
export function canTakeOver(cluster: Cluster, holder: FactStore): boolean {
  const running = ownPart(cluster, holder.ifRead(CONFIG)?.content ?? '');
  return (
    !cluster.havip.preempt &&
    /^[^\S\n]*nopreempt\b/m.test(running) &&
    cluster.members.every(({ priority }) => priority < TAKING_PRIORITY)
  );
}

/** Of a configuration with several instances, the cluster's. */
function ownPart({ instance }: Cluster, config: string): string {
  if (instance === undefined) return config;
  const from = config.indexOf(`\nvrrp_instance ${instance} {\n`);
  return from < 0 ? '' : config.slice(from, config.indexOf('\n}\n', from));
}

/** Before the holder lets go of the address: somebody must be there to take it. */
export async function readyStandby(
  run: ClusterRun,
  cluster: Cluster,
  holder: Host,
  primary?: Host,
  reason = primary === undefined
    ? `keepalived on ${holder.name} needs a restart`
    : 'the address is to return',
): Promise<string | undefined> {
  run.stale.delete(holder.name);
  if (!(await refreshStale(run))) return undefined;
  const state = stateOf(run);
  const ready = (node: NodeState | undefined) =>
    node?.running === true && !node.holds && (node.vrrp ?? 'BACKUP') === 'BACKUP';
  const others = cluster.members.map(({ host }) => host.name).filter((name) => name !== holder.name);
  const wanted = primary === undefined ? others : [primary.name];
  const found = wanted.find((name) => ready(state?.nodes.find(({ host }) => host === name)));
  if (found === undefined) {
    report(run, noStandby(cluster, holder.name, wanted.join(' and '), reason));
  }
  return found;
}

/**
 * The standby takes the address, or where that cannot be, the holder resigns; true when the standby has it. The
 * addresses of a sync group go all at once: keepalived waits until each of its instances may become master.
 * @param mayStop keepalived on the holder may be stopped though it serves other clusters: it is to start again anyway
 */
export async function handOver(
  run: ClusterRun,
  cluster: Cluster,
  holder: Host,
  standby: string,
  mayStop = true,
): Promise<boolean> {
  const [from, to] = [run.sessions.get(holder.name), run.sessions.get(standby)];
  if (from === undefined || to === undefined) return false;
  // The instances of a group would not become master without each other.
  const moving = inStep(run).map((each) => each.cluster);
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const made = await tryBothWays(run, cluster, { from, to, moving, mayStop });
  if (!allOk(run, [made]) || !made.ok || !(await refreshStale(run))) return false;
  run.stale.add(holder.name);
  const left = inStep(run).find((each) => stateOf(each).holders.join() !== standby);
  if (made.value.exitCode === 0 && left === undefined) return true;
  const { holders } = stateOf(left ?? run);
  report(run, notHandedOver(left?.cluster ?? cluster, holder.name, standby, holders, made.value));
  return false;
}

function optionsFor(cluster: Cluster, moving: readonly Cluster[]): HandOverOptions {
  const { masterDownMs, skewMs } = clusterTiming(cluster);
  const instances = moving.flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
  return {
    ...{ cluster: cluster.name, configPath: CONFIG_PATH, masterDownMs, skewMs },
    addresses: moving.flatMap(({ havip }) => havip.addresses),
    ...(instances.length > 0 && { instances }),
  };
}

interface Ways {
  readonly from: HostSession;
  readonly to: HostSession;
  /** All clusters whose addresses go, the one that is meant among them. */
  readonly moving: readonly Cluster[];
  readonly mayStop: boolean;
}

async function tryBothWays(
  run: ClusterRun,
  cluster: Cluster,
  { from, to, moving, mayStop }: Ways,
): Promise<Outcome<CommandResult>> {
  const options = optionsFor(cluster, moving);
  const read = await from.gather([CONFIG]);
  if (!read.ok) return read;
  if (moving.every((each) => canTakeOver(each, from.facts))) {
    const taken = await to.attempt('taking the address', takeOverProgram(options));
    if (!taken.ok || taken.value.exitCode !== NOT_POSSIBLE) return taken;
    run.deps.onEvent({
      type: 'notice',
      host: to.connection.host,
      text: `cannot take the address while its holder serves (${lastLines(taken.value.stdout)}): the holder is stopped for a moment instead`,
    });
  }
  const also = mayStop
    ? []
    : run.together.filter(
        (each) => !moving.includes(each.cluster) && isHeldBy(each, { name: from.connection.host }),
      );
  if (also.length > 0) return failure(wouldStop(run, from.connection.host, also));
  return from.attempt('handing the address over', resignProgram(options));
}

function wouldStop({ cluster }: ClusterRun, host: string, also: readonly ClusterRun[]): Problem {
  return {
    code: 'host.not-handed-over',
    host,
    summary: `${cluster.havip.addresses[0]} can only be taken from ${host} by stopping keepalived there`,
    detail: `It serves ${enumerate(also.map((each) => each.cluster.name))}, too. Nothing was changed.`,
    fix: 'Run `up` first, so that what the inventory says is in force on every node.',
  };
}

function noStandby(cluster: Cluster, holder: string, others: string, why: string): Problem {
  return {
    code: 'host.no-standby-ready',
    host: holder,
    summary: `${why}, and no standby is ready to take ${cluster.havip.addresses[0]}`,
    detail: `${others} would have to run keepalived as BACKUP, and be part of this run. Nothing was changed on ${holder}.`,
    fix: 'Bring a standby to rest first (`havip-deploy status` shows how it stands), and leave out --limit.',
  };
}

function notHandedOver(
  cluster: Cluster,
  holder: string,
  standby: string,
  holders: readonly string[],
  { exitCode, stdout, stderr }: CommandResult,
): Problem {
  const said = lastLines(`${stdout}${stderr}`);
  return {
    code: 'host.not-handed-over',
    host: holder,
    summary: `${standby} has not taken ${cluster.havip.addresses[0]} from ${holder}`,
    detail: `${holders.join(' and ') || 'Nobody'} holds it now${exitCode === 0 ? '' : `; the handover ended with exit code ${exitCode}`}${said === '' ? '' : `: ${said}`}. ${holder} was not changed.`,
    fix: `Look at \`journalctl -u keepalived\` on both, then run again.`,
  };
}
