import type { DrillResult, HostResult } from '../../core/events/document.ts';
import type { RunEvent } from '../../core/events/event.ts';
import { firstLine } from '../text.ts';
import { type Ending, endingOfCluster, endingOfHost, type Stage } from '../words/ending.ts';

/** One host or cluster as the live view knows it; times are monotonic milliseconds. */
export interface Subject {
  readonly name: string;
  stage: Stage;
  /** What it is doing now or, at its end, how it ended. */
  text: string;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

/** A cluster and its hosts; the hosts of no cluster stand in one with the empty name. */
export interface Group extends Subject {
  readonly hosts: Subject[];
  readonly drills: DrillResult[];
}

/** What the events so far add up to; changed in place, read once per frame. */
export interface Progress {
  command: string;
  startedAt: number;
  readonly groups: Map<string, Group>;
  readonly hosts: Map<string, Subject>;
  readonly groupOf: Map<Subject, Group>;
}

/** Nothing known yet. */
export function createProgress(now: number): Progress {
  return { command: '', startedAt: now, groups: new Map(), hosts: new Map(), groupOf: new Map() };
}

/** Whether a host or cluster has reached its end. */
export function hasEnded(subject: Subject): boolean {
  return subject.endedAt !== undefined;
}

/** Takes one event in; `now` is monotonic milliseconds. Events about unknown names make them known. */
export function advance(progress: Progress, event: RunEvent, now: number): void {
  switch (event.type) {
    case 'run-started':
      start(progress, event.command, event.hosts, now);
      break;
    case 'host-activity':
      runHost(progress, host(progress, event.host), event.activity, now);
      break;
    case 'cluster-activity':
      run(group(progress, event.cluster), event.activity, now);
      break;
    case 'task-finished':
      if (event.status === 'failed') fail(progress, event.host, event.problem?.summary ?? event.task);
      break;
    case 'problem':
      if (event.problem.host !== undefined) fail(progress, event.problem.host, event.problem.summary);
      break;
    case 'cluster-task-finished':
      if (event.status === 'failed')
        failSubject(group(progress, event.cluster), event.problem?.summary ?? event.task);
      break;
    case 'host-finished':
      endHost(host(progress, event.host), event.result, now);
      break;
    case 'drill-finished':
      group(progress, event.cluster).drills.push(event.drill);
      break;
    case 'cluster-finished':
      end(group(progress, event.cluster), endingOfCluster(event.result), now);
      break;
    case 'notice':
    case 'wave-begun':
    case 'unit-ended':
    case 'run-finished':
      break;
  }
}

function start(
  progress: Progress,
  command: string,
  hosts: Readonly<Record<string, readonly string[]>>,
  now: number,
): void {
  progress.command = command;
  progress.startedAt = now;
  for (const [cluster, names] of Object.entries(hosts)) {
    for (const name of names) addHost(progress, group(progress, cluster), name);
  }
}

function subject(name: string): Subject {
  return { name, stage: 'waiting', text: '', startedAt: undefined, endedAt: undefined };
}

function group(progress: Progress, name: string): Group {
  const known = progress.groups.get(name);
  if (known !== undefined) return known;
  const added: Group = { ...subject(name), hosts: [], drills: [] };
  progress.groups.set(name, added);
  return added;
}

function host(progress: Progress, name: string): Subject {
  return progress.hosts.get(name) ?? addHost(progress, group(progress, ''), name);
}

function addHost(progress: Progress, to: Group, name: string): Subject {
  const added = subject(name);
  to.hosts.push(added);
  progress.hosts.set(name, added);
  progress.groupOf.set(added, to);
  return added;
}

/** A host that has ended may start again, for instance to be drilled. */
function run(of: Subject, activity: string, now: number): void {
  if (of.stage !== 'failed') {
    of.stage = 'running';
    of.text = firstLine(activity);
  }
  of.startedAt ??= now;
  of.endedAt = undefined;
}

/** A cluster runs as soon as one of its hosts does. */
function runHost(progress: Progress, of: Subject, activity: string, now: number): void {
  run(of, activity, now);
  const cluster = progress.groupOf.get(of);
  if (cluster?.stage === 'waiting') run(cluster, '', now);
}

/** The first failure is what a line tells; later ones follow from it. */
function fail(progress: Progress, name: string, summary: string): void {
  failSubject(host(progress, name), summary);
}

function failSubject(of: Subject, summary: string): void {
  if (of.stage === 'failed') return;
  of.stage = 'failed';
  of.text = firstLine(summary);
}

function end(of: Subject, { stage, text }: Ending, now: number): void {
  of.startedAt ??= now;
  of.endedAt = now;
  of.stage = stage;
  of.text = text;
}

function endHost(of: Subject, result: HostResult, now: number): void {
  end(of, endingOfHost(result, of.stage === 'failed' ? of.text : undefined), now);
}
