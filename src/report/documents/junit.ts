import type { ClusterResult, DrillResult, TaskResult } from '../../core/events/document.ts';
import type { Problem } from '../../core/problem.ts';
import { createStyle } from '../style.ts';
import { formatDrillLine } from '../words/drill-line.ts';
import { holderWords } from '../words/holder.ts';
import { clusterNames, type RecordedDrill, type RunRecord } from './record.ts';
import { type Case, renderSuites, type Suite } from './test-suites.ts';

const { symbols } = createStyle({ color: false });

/**
 * The run as JUnit XML, as CI servers read it: a suite for each cluster with its drills and its state at the end,
 * a suite for each host with its steps. Every problem is a failed case somewhere; what belongs to none of these
 * is in the suite `run`.
 */
export function renderJunit(record: RunRecord): string {
  const { document, origin } = record;
  const rest = new Set(document.errors);
  const suites = [
    ...clusterNames(record).map((name) => clusterSuite(name, record, rest)),
    ...Object.keys(document.hosts).map((host) => hostSuite(host, record, rest)),
  ];
  if (rest.size > 0) suites.push({ name: 'run', cases: [...rest].map(problemCase) });
  return renderSuites(`havip-deploy ${document.command} ${origin.inventory}`, suites, document);
}

function clusterSuite(name: string, { document, drills }: RunRecord, rest: Set<Problem>): Suite {
  const cluster = document.clusters[name];
  const recorded = drills.filter((each) => each.cluster === name);
  const results = cluster?.drills ?? recorded.map(({ drill }) => drill);
  const cases = results.map((drill, index) => drillCase(drill, recorded[index], rest));
  return { name, cases: cluster === undefined ? cases : [...cases, stateCase(cluster)] };
}

/** A plan of a bare cluster promises nothing of its health yet. */
function stateCase(cluster: ClusterResult): Case {
  const name = 'state at the end';
  if (cluster.skipped !== undefined) return { name, outcome: 'skipped', message: cluster.skipped };
  if (cluster.healthy || cluster.effect !== undefined) return { name, outcome: 'passed' };
  const message = `not healthy; holder: ${holderWords(cluster)}`;
  return { name, outcome: 'failure', type: 'unhealthy', message };
}

function drillCase(drill: DrillResult, recorded: RecordedDrill | undefined, rest: Set<Problem>): Case {
  const moments = recorded?.timeline.markers.map(({ atMs }) => atMs) ?? [];
  const [first, last] = [moments.at(0), moments.at(-1)];
  const name = `${drill.scenario} ${drill.from} → ${drill.to ?? 'nobody'}`;
  const time = first === undefined || last === undefined ? {} : { seconds: last - first };
  if (drill.passed) return { name, ...time, outcome: 'passed' };
  const problem = taken(rest, ({ detail, summary }) => (detail ?? summary) === drill.error);
  return {
    name,
    ...time,
    outcome: 'failure',
    message: problem?.summary ?? drill.error ?? 'failed',
    type: problem?.code ?? 'drill',
    text: [formatDrillLine(drill, symbols), problem && wordsOf(problem)].filter(Boolean).join('\n'),
  };
}

function hostSuite(host: string, { document, steps }: RunRecord, rest: Set<Problem>): Suite {
  const tasks = document.hosts[host]?.tasks ?? [];
  const cases = tasks.map((task): Case => {
    if (task.error !== null && task.rescued !== true) return failedStep(host, task, rest);
    const step = steps.find((each) => each.host === host && each.task === task.name);
    if (step?.status !== 'skipped') return { name: task.name, outcome: 'passed' };
    return { name: task.name, outcome: 'skipped', message: step.note ?? 'skipped' };
  });
  const others = [...rest].filter((problem) => problem.host === host);
  for (const problem of others) rest.delete(problem);
  return { name: host, cases: [...cases, ...others.map(problemCase)] };
}

function failedStep(host: string, { name, error }: TaskResult, rest: Set<Problem>): Case {
  const problem = taken(rest, (each) => each.host === host && each.summary === error);
  const failed = { name, outcome: 'failure', message: error ?? 'failed' } as const;
  return problem === undefined ? failed : { ...failed, type: problem.code, text: wordsOf(problem) };
}

function problemCase(problem: Problem): Case {
  const { code, summary } = problem;
  return { name: code, outcome: 'error', type: code, message: summary, text: wordsOf(problem) };
}

/** The first problem that fits; it is told once. */
function taken(rest: Set<Problem>, fits: (problem: Problem) => boolean): Problem | undefined {
  const problem = [...rest].find(fits);
  if (problem !== undefined) rest.delete(problem);
  return problem;
}

function wordsOf({ code, detail, fix }: Problem): string {
  return [detail, fix && `fix: ${fix}`, code].filter(Boolean).join('\n');
}
