import type { CommandResult } from '../../connection/connection.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { FactStore } from '../../engine/fact-store.ts';
import type { HostSession } from '../../engine/host-session.ts';
import { lastLines } from '../../engine/observe.ts';
import type { Cluster, Host } from '../../inventory/types.ts';
import {
  type HandOverOptions,
  NOT_POSSIBLE,
  resignProgram,
  TAKING_PRIORITY,
  takeOverProgram,
} from '../../keepalived/hand-over.ts';
import { fileFact } from '../../resources/file.ts';
import { report } from '../../run/unit.ts';
import { allOk, refreshStale } from '../../run/unit-facts.ts';
import { CONFIG_PATH } from '../cluster/cluster-facts.ts';
import { type NodeState, stateOf } from '../cluster/cluster-state.ts';
import { clusterTiming } from '../cluster/timing.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { measured } from './measured.ts';

const CONFIG = fileFact(CONFIG_PATH);

/**
 * Takes the address from its holder before that has to start again, measures it, and then does the work.
 * Where the holder preempts, it would take the address back before it was changed: there its own restart is
 * the handover.
 */
export async function afterHandOver(
  run: ClusterRun,
  holder: Host,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const { cluster } = run;
  if (cluster === undefined) return work();
  const standby = await readyStandby(run, cluster, holder);
  if (standby === undefined) return false;
  if (cluster.havip.preempt) return measured(run, holder, work);
  // An interrupt after the handover leaves the old holder as it is: a backup, and well.
  return measured(
    run,
    holder,
    async () => (await handOver(run, cluster, holder, standby)) && !run.deps.signal.aborted && (await work()),
  );
}

/** Whether a standby can take the address without the holder letting go of it first. */
export function canTakeOver(cluster: Cluster, holder: FactStore): boolean {
  const running = holder.ifRead(CONFIG)?.content ?? '';
  return (
    !cluster.havip.preempt &&
    /^[^\S\n]*nopreempt\b/m.test(running) &&
    cluster.members.every(({ priority }) => priority < TAKING_PRIORITY)
  );
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

/** The standby takes the address, or where that cannot be, the holder resigns; true when the standby has it. */
export async function handOver(
  run: ClusterRun,
  cluster: Cluster,
  holder: Host,
  standby: string,
): Promise<boolean> {
  const [from, to] = [run.sessions.get(holder.name), run.sessions.get(standby)];
  if (from === undefined || to === undefined) return false;
  const { addresses } = cluster.havip;
  const { masterDownMs, skewMs } = clusterTiming(cluster);
  const options = { cluster: cluster.name, configPath: CONFIG_PATH, addresses, masterDownMs, skewMs };
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const made = await tryBothWays(run, cluster, { from, to, options });
  if (!allOk(run, [made]) || !made.ok || !(await refreshStale(run))) return false;
  run.stale.add(holder.name);
  const state = stateOf(run);
  if (made.value.exitCode === 0 && state?.holders.join() === standby) return true;
  report(run, notHandedOver(cluster, holder.name, standby, state?.holders ?? [], made.value));
  return false;
}

interface Ways {
  readonly from: HostSession;
  readonly to: HostSession;
  readonly options: HandOverOptions;
}

async function tryBothWays(
  run: ClusterRun,
  cluster: Cluster,
  { from, to, options }: Ways,
): Promise<Outcome<CommandResult>> {
  const read = await from.gather([CONFIG]);
  if (!read.ok) return read;
  if (canTakeOver(cluster, from.facts)) {
    const taken = await to.attempt('taking the address', takeOverProgram(options));
    if (!taken.ok || taken.value.exitCode !== NOT_POSSIBLE) return taken;
    run.deps.onEvent({
      type: 'notice',
      host: to.connection.host,
      text: `cannot take the address while its holder serves (${lastLines(taken.value.stdout)}): the holder is stopped for a moment instead`,
    });
  }
  return from.attempt('handing the address over', resignProgram(options));
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
