import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/core/clock.ts';
import { Redactor } from '../../src/core/secret.ts';
import { createReporter } from '../../src/report/index.ts';
import { clusterResult, drillResult, emptyTimeline, hostResult, problem, runDocument } from './sample.ts';

/**
 * A run that only pretends: `demo MODE HOSTS SECONDS`. Tells at its end, on the last line of standard error,
 * what showing it has cost: `{"cpuMs": …, "blockedMs": …}`.
 */
const [mode = 'terminal', hostCount = '4', seconds = '3'] = process.argv.slice(2);
const STEPS = ['connecting', 'reading facts', 'installing keepalived', 'writing keepalived.conf', 'starting'];

const reporter = createReporter({
  mode: mode === 'json' || mode === 'plain' ? mode : 'terminal',
  color: process.env.NO_COLOR === undefined,
  verbosity: 0,
  diff: false,
  redactor: new Redactor(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  columns: () => process.stderr.columns ?? 80,
  rows: () => process.stderr.rows ?? 24,
  clock: systemClock,
});

const pairs = Array.from({ length: Math.ceil(Number(hostCount) / 2) }, (_, pair) => ({
  cluster: `web-${String(pair + 1).padStart(3, '0')}`,
  hosts: [`HAVIP-${pair + 1}a`, `HAVIP-${pair + 1}b`],
}));
const blocked = watchEventLoop();
const cpuBefore = process.cpuUsage();
const started = performance.now();

reporter.sink({
  type: 'run-started',
  command: 'up',
  at: new Date(),
  hosts: Object.fromEntries(pairs.map(({ cluster, hosts }) => [cluster, hosts])),
});
await Promise.all(pairs.map((pair, index) => runPair(pair, index)));
const failedHosts = pairs.filter((_, index) => fails(index)).map(({ hosts: [first = ''] }) => first);
const document = runDocument({
  ok: failedHosts.length === 0,
  exitCode: failedHosts.length === 0 ? 0 : 4,
  durationMs: performance.now() - started,
  hosts: Object.fromEntries(
    pairs.flatMap(({ hosts }) =>
      hosts.map((host) => [host, hostResult({ changed: 4, unreachable: failedHosts.includes(host) })]),
    ),
  ),
  clusters: Object.fromEntries(
    pairs.map(({ cluster, hosts: [from = '', to = ''] }) => [
      cluster,
      clusterResult({ holder: from, holders: [from], drills: [drillResult({ from, to })] }),
    ]),
  ),
  errors: failedHosts.map((host) => problem({ host, fix: 'Start sshd on the machine.' })),
});
await reporter.finish(document);
const cpu = process.cpuUsage(cpuBefore);
process.stderr.write(`${JSON.stringify({ cpuMs: (cpu.user + cpu.system) / 1000, blockedMs: blocked() })}\n`);

function fails(index: number): boolean {
  return index % 40 === 39;
}

async function runPair(
  { cluster, hosts }: { cluster: string; hosts: readonly string[] },
  index: number,
): Promise<void> {
  const slot = (Number(seconds) * 1000) / (STEPS.length + 2);
  await sleep(slot * (index / pairs.length));
  for (const step of STEPS) {
    reporter.sink({ type: 'cluster-activity', cluster, activity: 'converging' });
    for (const host of hosts) {
      reporter.sink({ type: 'host-activity', host, activity: step });
      reporter.sink({ type: 'task-finished', host, task: step, status: 'changed' });
    }
    await sleep(slot);
  }
  const [from = '', to = ''] = hosts;
  for (const host of hosts) {
    const unreachable = fails(index) && host === from;
    if (unreachable) reporter.sink({ type: 'problem', problem: problem({ host }) });
    reporter.sink({ type: 'host-finished', host, result: hostResult({ changed: 4, unreachable }) });
  }
  reporter.sink({ type: 'cluster-activity', cluster, activity: `drill: stop ${from}` });
  await sleep(slot);
  reporter.sink({
    type: 'drill-finished',
    cluster,
    drill: drillResult({ from, to }),
    timeline: emptyTimeline,
  });
  reporter.sink({
    type: 'cluster-finished',
    cluster,
    result: clusterResult({ holder: from, holders: [from] }),
  });
}

/** Watches how late a timer of 2 ms comes; gives the worst so far in milliseconds. */
/** The longest that the program worked without a pause, in processor time: others on the machine don't count. */
function watchEventLoop(): () => number {
  let worst = 0;
  let last = process.cpuUsage();
  setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    worst = Math.max(worst, (user + system) / 1000);
    last = process.cpuUsage();
  }, 2).unref();
  return () => Math.round(worst);
}
