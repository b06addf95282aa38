import type { ClusterResult, HostResult, RunDocument, TaskResult } from '../core/events/document.ts';
import { createStyle, type Style } from './style.ts';
import { count, indent } from './text.ts';
import { isUnifiedDiff, styleDiff } from './unified-diff-style.ts';
import { formatEffect, formatEffectSummary } from './words/effect.ts';
import { successionLines } from './words/succession.ts';

/** How a plan is shown. */
export interface PlanFormat {
  readonly color: boolean;
  /** Whether symbols beyond ASCII can be shown; default true. */
  readonly unicode?: boolean;
  /** Host names by cluster, those of no cluster under the empty name; without it hosts stand by themselves. */
  readonly hostsByCluster?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What `up` would do: every cluster with the effect on its address, every host's steps that would change
 * something with their reasons and diffs, and a last line that sums it up. Ends in a newline.
 */
export function formatPlan(document: RunDocument, format: PlanFormat): string {
  const style = createStyle(format);
  const placed = new Set<string>();
  const blocks: string[] = [];
  for (const [name, cluster] of Object.entries(document.clusters)) {
    const hosts = format.hostsByCluster?.[name] ?? [];
    for (const host of hosts) placed.add(host);
    blocks.push(formatCluster(name, cluster, hosts, document, style));
  }
  for (const [name, host] of Object.entries(document.hosts)) {
    if (!placed.has(name)) blocks.push(formatHost(name, host, style));
  }
  const shown = blocks.filter((block) => block !== '');
  return `${[...shown, formatSummary(document, style)].join('\n\n')}\n`;
}

function formatCluster(
  name: string,
  cluster: ClusterResult,
  hosts: readonly string[],
  document: RunDocument,
  style: Style,
): string {
  const holder = `held by ${cluster.holders.length === 0 ? 'nobody' : cluster.holders.join(' and ')}`;
  const head = `${style.paint('bold', name)}  ${cluster.addresses.join(', ')}  ${style.paint('dim', holder)}`;
  const effect = cluster.effect ?? { kind: 'none' };
  const tone = effect.kind === 'none' ? 'ok' : 'changed';
  const lines = [head, `  effect on the address: ${style.paint(tone, formatEffect(effect))}`];
  lines.push(...successionLines(cluster).map((line) => `  ${line}`));
  const cloud = formatCloudSteps(cluster, style);
  if (cloud !== '') lines.push('', indent(cloud, 2));
  for (const host of hosts) {
    const result = document.hosts[host];
    const block = result === undefined ? '' : formatHost(host, result, style);
    if (block !== '') lines.push('', indent(block, 2));
  }
  return lines.join('\n');
}

/** What would be changed in the cloud, or could not be planned there; empty for nothing. */
function formatCloudSteps({ cloud }: ClusterResult, style: Style): string {
  const steps = cloud?.tasks.filter((task) => task.changed || task.error !== null) ?? [];
  if (steps.length === 0) return '';
  const head = `${style.paint('bold', 'cloud')}  ${style.paint('dim', count(steps.length, 'step'))}`;
  return [head, ...steps.map((task) => formatStep(task, style))].join('\n');
}

/** A host's steps that would change something or could not be planned; empty where there are none. */
function formatHost(name: string, host: HostResult, style: Style): string {
  const steps = host.tasks.filter((task) => task.changed || task.error !== null);
  if (steps.length === 0 && !host.unreachable) return '';
  const remark = host.unreachable
    ? style.paint('unreachable', 'unreachable, nothing is known')
    : style.paint('dim', count(steps.length, 'step'));
  return [`${style.paint('bold', name)}  ${remark}`, ...steps.map((task) => formatStep(task, style))].join(
    '\n',
  );
}

/** The step's name with its reason, and its diff below. */
function formatStep(task: TaskResult, style: Style): string {
  const { reason, diff } = splitDiff(task);
  const mark =
    task.error === null ? style.paint('changed', '~') : style.paint('failed', style.symbols.failed);
  const words = [...(reason === '' ? [] : [reason]), ...(task.prepared ? ['(prepared first)'] : [])];
  const head = `  ${mark} ${task.name}${words.length === 0 ? '' : `  ${style.paint('dim', words.join('  '))}`}`;
  const error = task.error === null ? [] : [indent(style.paint('failed', task.error), 6)];
  const body = diff === '' ? [] : [indent(styleDiff(diff, style), 6)];
  return [head, ...error, ...body].join('\n');
}

/** A task's diff is a unified diff, one line of words, or words followed by a unified diff. */
function splitDiff({ diff }: TaskResult): { reason: string; diff: string } {
  const text = diff?.trim() ?? '';
  if (isUnifiedDiff(text)) {
    const start = text.search(/^--- /m);
    return { reason: text.slice(0, start).trim(), diff: text.slice(start) };
  }
  return text.includes('\n') ? { reason: '', diff: text } : { reason: text, diff: '' };
}

function formatSummary(document: RunDocument, style: Style): string {
  const hosts = Object.values(document.hosts);
  const changing = hosts.filter((host) => host.tasks.some((task) => task.changed));
  const inCloud = Object.values(document.clusters).flatMap(({ cloud }) => cloud?.tasks ?? []);
  const calls = inCloud.filter((task) => task.changed).length;
  const steps = changing.flatMap((host) => host.tasks).filter((task) => task.changed).length;
  const unknown = hosts.filter((host) => host.unreachable || host.failed > 0).length;
  const missing = unknown > 0 ? count(unknown, 'host') : document.errors.length > 0 ? 'a part' : undefined;
  const caveat = missing === undefined ? '' : `; ${missing} could not be planned`;
  if (steps + calls === 0 && unknown === 0) {
    const problems = document.errors.length;
    if (problems > 0) return style.paint('changed', `No plan: ${count(problems, 'problem')}`);
    if (document.command === 'rollback') return style.paint('ok', 'Nothing would be undone.');
    return style.paint('ok', `No changes. ${count(hosts.length, 'host')} as the inventory wants them.`);
  }
  if (steps + calls === 0) return style.paint('changed', `No changes found${caveat}`);
  const effects = Object.entries(document.clusters).flatMap(([name, { effect }]) =>
    effect === undefined ? [] : [`${name}: ${formatEffectSummary(effect)}`],
  );
  const parts = [
    ...(steps === 0 ? [] : [`${count(steps, 'step')} to change on ${count(changing.length, 'host')}`]),
    ...(calls === 0 ? [] : [`${count(calls, 'step')} to change in the cloud`]),
  ];
  const plan = `Plan: ${parts.join(', ')}`;
  return style.paint('changed', [plan, ...effects].join('; ') + caveat);
}
