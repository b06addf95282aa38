import { describe, expect, it } from 'vitest';
import type { ClusterResult } from '../../../src/core/events/document.ts';
import { type RunRecord, RunRecorder } from '../../../src/report/documents/record.ts';
import {
  CONF_DIFF,
  clusterResult,
  drillResult,
  emptyTimeline,
  hostResult,
  problem,
  runDocument,
  taskResult,
} from '../sample.ts';
import { record, rendered, pageText as text } from '../support/record.ts';

const numbers = (many: number) => Array.from({ length: many }, (_, index) => index + 1);

/** So many proved clusters of which a database has the results alone, with what differs on some. */
function fleet(many: number, differs: Readonly<Record<string, Partial<ClusterResult>>> = {}): RunRecord {
  const tasks = [taskResult({ changed: true, diff: CONF_DIFF })];
  const host = hostResult({ changed: 1, tasks });
  const clusters = numbers(many).map((number): [string, ClusterResult] => {
    const drills = ['a', 'b'].map((from) => drillResult({ from, interruptionMs: number }));
    return [`web-${number}`, clusterResult({ drills, ...differs[`web-${number}`] })];
  });
  const hosts = numbers(2 * many).map((number) => [`node-${number}`, host]);
  const document = runDocument({
    clusters: Object.fromEntries(clusters),
    hosts: Object.fromEntries(hosts),
  });
  return record({ drills: [], memberships: [], document });
}

describe('the page of a fleet', () => {
  it('tells what all drills came to, from their figures alone', () => {
    const of = fleet(100, {
      'web-7': { drills: [drillResult({ scenario: 'cut', interruptionMs: null, passed: false })] },
    });
    expect(text(fleet(100))).toContain('200 drills passed, the longest interruption was 100 ms');
    expect(text(of)).toContain('Drills passed 198 of 199');
    expect(text(of)).toContain('stop 198 198 51 ms 96 ms 100 ms 75 ms 75 ms');
    expect(text(of)).toContain('cut 1 0 - - no end 75 ms 75 ms');
  });

  it('has a line for each cluster, those that are not well first, and a section for those alone', () => {
    const drills = [drillResult({ passed: false })];
    const of = fleet(100, {
      'web-3': { healthy: false },
      'web-5': { healthy: false, skipped: 'working' },
      'web-90': { drills },
    });
    const html = rendered('report.html', of);
    const lines = [...html.matchAll(/<th scope="row">(?:<a href="(#[^"]*)">)?(web-\d+)/g)];
    expect(lines.map(([, , name]) => name).slice(0, 4)).toEqual(['web-3', 'web-90', 'web-1', 'web-2']);
    expect(lines.flatMap(([, link]) => link ?? [])).toEqual(['#cluster-1', '#cluster-2']);
    expect(lines.length).toBe(100);
    expect([...html.matchAll(/<h2>Cluster ([^<]*)/g)].map(([, name]) => name)).toEqual(['web-3', 'web-90']);
  });

  it('names hosts that failed with their steps, and counts the others', () => {
    const of = fleet(50);
    const hosts = {
      ...of.document.hosts,
      'node-7': hostResult({ failed: 1, tasks: [taskResult({ error: 'no space is left' })] }),
      'node-8': hostResult({ tasks: [taskResult()] }),
    };
    const page = text({ ...of, document: { ...of.document, hosts } });
    expect(page).toContain('Of 100 hosts, 98 were changed, 1 needed nothing, and 1 failed');
    expect(page).toContain('no space is left');
    expect(page).not.toContain('node-9');
  });

  it('tells failures by cause, the most frequent first, and the first hundred in full', () => {
    const alike = numbers(120).map((number) =>
      problem({ host: `node-${number}`, detail: `it took ${number} ms` }),
    );
    const other = problem({ code: 'lock.held', summary: 'another run works on it', host: 'node-200' });
    const of = fleet(100);
    const page = text({
      ...of,
      document: { ...of.document, ok: false, exitCode: 4, errors: [other, ...alike] },
    });
    const named = 'node-1, node-2, node-3, node-4, node-5, node-6, node-7, node-8 and 112 more';
    expect(page).toContain(
      `Failures by cause Cause Times Where the connection was refused connection.refused 120 ${named} another run works on it lock.held 1 node-200`,
    );
    expect(page).toContain('21 more are in report.json');
    expect(page).not.toContain('it took 120 ms');
  });

  it('counts the releases of keepalived', () => {
    const releases = numbers(60).map((number) => ({
      host: `node-${number}`,
      keepalived: number === 9 ? '2.2.7' : '2.3.3',
    }));
    const page = text({ ...fleet(30), releases });
    expect(page).toContain('keepalived 2.3.3 59 hosts keepalived 2.2.7 1 host');
  });

  it('of 5000 clusters stays small enough for a browser', () => {
    const notices = numbers(5000).map((number) => ({ text: `remark ${number}` }));
    const html = rendered('report.html', { ...fleet(5000), notices });
    expect(html.length).toBeLessThan(2_500_000);
    expect(html).toContain('4900 more are in');
  });

  it('says nothing of a whole where there are a few clusters without waves', () => {
    expect(text(fleet(20))).not.toContain('As a whole');
    expect(text(fleet(20))).toContain('Cluster web-20');
  });
});

describe('waves', () => {
  const { origin } = record();

  function recorded(...ended: readonly (readonly [string, 'passed' | 'failed' | 'inconclusive'])[]) {
    const recorder = new RunRecorder(origin);
    recorder.sink({ type: 'wave-begun', wave: 'wave 1 of 2', units: ['a'] });
    recorder.sink({ type: 'notice', momentary: true, text: 'wave 1 of 2: a' });
    recorder.sink({ type: 'wave-begun', wave: 'wave 2 of 2', units: ['b', 'c', 'd', 'e'] });
    for (const [unit, verdict] of ended) recorder.sink({ type: 'unit-ended', unit, verdict });
    recorder.sink({ type: 'drill-finished', cluster: 'a', drill: drillResult(), timeline: emptyTimeline });
    return recorder.record(runDocument());
  }

  it('have a line each with how their units have ended', () => {
    const of = recorded(['a', 'passed'], ['b', 'failed'], ['c', 'inconclusive'], ['d', 'passed']);
    expect(text(of)).toContain('wave 1 of 2 1 1 0 0 0 wave 2 of 2 4 1 1 1 1');
  });

  it('count what a look after a soak came to', () => {
    expect(text(recorded(['a', 'passed'], ['a', 'failed']))).toContain('wave 1 of 2 1 0 1 0 0');
  });

  it('are no remarks, and are in report.json', () => {
    const of = recorded(['a', 'passed']);
    expect(of.notices).toEqual([]);
    expect(JSON.parse(rendered('report.json', of)).waves).toEqual([
      { wave: 'wave 1 of 2', units: 1, passed: 1, failed: 0, inconclusive: 0 },
      { wave: 'wave 2 of 2', units: 4, passed: 0, failed: 0, inconclusive: 0 },
    ]);
  });
});
