import type { ProbeSample, Timeline } from '../../../src/core/events/timeline.ts';
import type { RecordedDrill, RunRecord } from '../../../src/report/documents/record.ts';
import {
  CONF_DIFF,
  clusterResult,
  drillResult,
  hostResult,
  problem,
  runDocument,
  taskResult,
} from '../sample.ts';
import { record } from './record.ts';

const [FIRST, SECOND] = [
  'mysql-production-shanghai-node-01.example.com',
  'mysql-production-shanghai-node-02',
] as const;

/** Ten seconds, probed every 100 ms; no answer from `fromMs` on for `lengthMs`, the failure 100 ms before. */
export function timelineOf(fromMs: number, lengthMs: number): Timeline {
  const probes = Array.from({ length: 101 }, (_, sequence): ProbeSample => {
    const atMs = sequence * 100;
    return { sequence, atMs, rttMs: atMs > fromMs && atMs < fromMs + lengthMs ? null : 0.3 };
  });
  const [causedMs, endMs] = [Math.max(0, fromMs - 100), fromMs + lengthMs];
  return {
    prober: 'probe-of-the-shanghai-zone-01',
    intervalMs: 100,
    probes,
    holding: [
      { atMs: 0, node: FIRST, value: true },
      { atMs: 0, node: SECOND, value: false },
      { atMs: causedMs + 20, node: FIRST, value: false },
      { atMs: endMs, node: SECOND, value: true },
    ],
    vrrp: [FIRST, SECOND].map((node) => ({ atMs: 0, node, value: 'BACKUP' as const })),
    daemon: [FIRST, SECOND].map((node) => ({ atMs: 0, node, value: true })),
    binding: [],
    markers: [
      { atMs: 0, name: 'begun' },
      { atMs: causedMs, name: 'caused' },
      { atMs: Math.min(9_900, endMs + 600), name: 'restored' },
      { atMs: 10_000, name: 'ended' },
    ],
    clocks: [{ machine: FIRST, uncertaintyMs: 0.4 }],
  };
}

/** A drill whose interruption is where and as long as the timeline has it. */
export function drillOf(fromMs: number, lengthMs: number, lost = Math.floor(lengthMs / 100)): RecordedDrill {
  const timeline = timelineOf(fromMs, lengthMs);
  const drill = drillResult({
    from: FIRST,
    to: SECOND,
    lost,
    interruptionMs: Math.max(100, lengthMs),
    probes: 101,
  });
  return { cluster: 'web', drill, timeline };
}

/**
 * Whatever is hard to fit: interruptions at every place and of every length, long names, long sentences, and so
 * many drills that paper would be wasted on them.
 */
export function hardRecord(): RunRecord {
  const places = [0, 900, 2_000, 3_300, 4_400, 5_000, 5_600, 7_000, 8_200, 9_300];
  const drills = [
    ...places.flatMap((fromMs) => [drillOf(fromMs, 440), drillOf(fromMs, 0, 0)]),
    drillOf(1_000, 2_500),
    drillOf(6_000, 2_500),
    drillOf(3_000, 5_000),
  ];
  const sentence =
    'Two nodes held the address for longer than an advert, which is the most that is in order here';
  const failed = drillOf(4_000, 440);
  const all = [...drills, { ...failed, drill: { ...failed.drill, passed: false, error: sentence } }];
  const tasks = [taskResult({ changed: true, diff: CONF_DIFF }), taskResult({ name: 'b', error: sentence })];
  const cluster = clusterResult({ holder: FIRST, holders: [FIRST], drills: all.map(({ drill }) => drill) });
  const cloud = {
    havipId: 'havip-1a2b3c4d',
    boundTo: SECOND,
    movedAt: '2026-11-22 10:00:00',
    eip: '198.51.100.7',
    sources: { vrrp: [FIRST], interface: [FIRST, SECOND], cloud: SECOND },
    disagreements: [sentence],
    tasks: [{ name: 'EIP', changed: true, diff: 'bind 198.51.100.7', error: null }],
  };
  return record({
    origin: {
      ...record().origin,
      words: [
        'verify',
        '-i',
        'inventories/production/shanghai.yaml',
        '--repeat',
        '12',
        '-e',
        'note=two words',
      ],
    },
    document: runDocument({
      ok: false,
      exitCode: 3,
      hosts: { [FIRST]: hostResult({ tasks, changed: 1, failed: 1 }), [SECOND]: hostResult() },
      clusters: {
        web: { ...cluster, cloud },
        'a-cluster-with-a-name-that-is-much-too-long-for-any-table': clusterResult({ holder: FIRST }),
      },
      errors: [problem({ host: FIRST, detail: sentence, fix: sentence })],
    }),
    drills: all,
    releases: [FIRST, SECOND].map((host) => ({ host, keepalived: '2.2.8' })),
  });
}
