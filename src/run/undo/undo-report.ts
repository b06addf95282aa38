import type { Problem } from '../../core/problem.ts';
import { quote } from '../../core/shell.ts';
import type { ClusterState, NodeState } from '../../havip/cluster/cluster-state.ts';
import { keepalivedVersionFact } from '../../havip/cluster/keepalived-version.ts';
import { configuredFact } from '../../havip/cluster/served-addresses.ts';
import type { UnitRun } from '../unit.ts';
import type { UndoneHost } from './undo-cluster.ts';

/** Reads each machine's version of keepalived and its configuration, unless they are known. */
export async function gatherForReport(run: UnitRun): Promise<void> {
  await Promise.all(
    run.unit.hosts.map(({ name }) => run.sessions.get(name)?.gather([keepalivedVersionFact, configuredFact])),
  );
}

/** Each machine in a few words: `HAVIP-01 holds the address (keepalived 2.2.7, MASTER)`. */
export function hostStates(run: UnitRun, state: ClusterState): string[] {
  return state.nodes.map((node) => {
    const facts = run.sessions.get(node.host)?.facts;
    const version = facts?.ifRead(keepalivedVersionFact);
    return `${node.host} ${node.holds ? 'holds the address' : 'does not hold it'} (${daemon(node, version)})`;
  });
}

function daemon({ running, vrrp }: NodeState, version: string | undefined): string {
  if (version === undefined) return 'no keepalived';
  return `keepalived ${version}, ${running ? (vrrp ?? 'running') : 'not running'}`;
}

/** What was undone on each machine: `HAVIP-02: undone: keepalived.conf`; without those where nothing was. */
export function undoneTexts(undone: readonly UndoneHost[]): string[] {
  return undone.flatMap(({ target, report }) => {
    const named = (result: string) => [
      ...new Set(report?.steps.filter((step) => step.result === result).map(({ name }) => name)),
    ];
    const back = named('undone');
    const left = named('left as it is');
    if (back.length + left.length === 0) return [];
    const parts = [
      ...(back.length > 0 ? [`undone: ${back.join(', ')}`] : []),
      ...(left.length > 0 ? [`left as it is: ${left.join(', ')}`] : []),
    ];
    return [`${target.host.name}: ${parts.join('; ')}`];
  });
}

/** A rollback that has itself failed: how each machine stands, and what a person should run. */
export function undoFailed(
  run: UnitRun,
  undone: readonly UndoneHost[],
  state: ClusterState | undefined,
): Problem {
  const { unit } = run;
  const stands = state === undefined ? ['not every machine answers'] : hostStates(run, state);
  const open = undone.filter(({ report }) => report?.complete !== true);
  const commands = open.flatMap(({ target }) =>
    target.folders.map((folder) => `${target.host.name}: sh ${quote(`${folder}/undo.sh`)}`),
  );
  return {
    code: 'rollback.failed',
    summary: `${unit.name}: the change could not be undone${open.length > 0 ? ` on ${open.map(({ target }) => target.host.name).join(' and ')}` : ''}`,
    detail: [`Now ${stands.join('; ')}.`, ...undone.map(hostDetail)].join('\n'),
    fix:
      commands.length > 0
        ? `Mend the cause, then run as root, in this order:\n${commands.join('\n')}`
        : 'Every machine is as it was before the run, and the cluster does not serve: look at `journalctl -u keepalived` on the nodes.',
  };
}

function hostDetail({ target, report, problem }: UndoneHost): string {
  const { name } = target.host;
  if (problem !== undefined) return `${name}: ${problem.summary}.`;
  if (report === undefined) return `${name}: not undone, because another machine comes first.`;
  const steps = report.steps.map(({ name: step, result, said }) =>
    said === ''
      ? `${result}: ${step}`
      : `${result}: ${step} (${said.trim().split('\n').slice(-3).join(' / ')})`,
  );
  return `${name}: ${[...steps, ...(report.said === '' ? [] : [report.said])].join('; ')}`;
}
