import { describe, expect, it } from 'vitest';
import { WorkerMetrics } from '../../../../src/cli/engine/metrics/worker-metrics.ts';
import { DRILLS } from '../../../../src/havip/settings/havip-schema.ts';
import { drill, fleet, resultWith } from './figures.ts';

describe('the figures of a worker', () => {
  it('count drills by how long they interrupted, and those that never ended by themselves', async () => {
    const metrics = new WorkerMetrics(undefined);
    metrics.ended(resultWith([drill('stop', 812), drill('stop', 4100), drill('crash', null)]));
    const text = await metrics.text(undefined);
    expect(text).toContain('havip_deploy_drill_interruption_seconds_bucket{le="1",scenario="stop"} 1');
    expect(text).toContain('havip_deploy_drill_interruption_seconds_bucket{le="5",scenario="stop"} 2');
    expect(text).toContain('havip_deploy_drill_interruption_seconds_sum{scenario="stop"} 4.912');
    expect(text).toContain('interruption_seconds_count{scenario="crash"} 0');
    expect(text).toContain('havip_deploy_drills_total{scenario="crash",result="failed"} 1');
  });

  it('begin at nothing: Prometheus sees no increase where a series begins with the first drill that failed', async () => {
    const text = await new WorkerMetrics(undefined).text(undefined);
    for (const scenario of DRILLS) {
      expect(text).toContain(`havip_deploy_drills_total{scenario="${scenario}",result="failed"} 0\n`);
      expect(text).toContain(
        `havip_deploy_drill_interruption_seconds_bucket{le="5",scenario="${scenario}"} 0\n`,
      );
    }
  });

  it('count a unit once by each cause', async () => {
    const metrics = new WorkerMetrics(undefined);
    const refused = { code: 'connection.refused' as const, summary: 'password hunter2 is wrong', host: 'a' };
    metrics.ended(resultWith([], [refused, { ...refused, host: 'b' }]));
    metrics.ended(resultWith([], [refused]));
    const text = await metrics.text(undefined);
    expect(text).toContain('havip_deploy_failures_total{cause="connection.refused"} 2');
    expect(text).not.toContain('hunter2');
  });

  it('tell nothing of a database that does not answer, not even what it said before', async () => {
    const metrics = new WorkerMetrics('north');
    const there = await metrics.text(fleet);
    expect(there).toContain('havip_deploy_database_up 1');
    expect(there).toContain('havip_deploy_clusters{state="passed"} 7');
    expect(there).toContain('havip_deploy_clusters{state="failed"} 0');
    expect(there).toContain('havip_deploy_rollouts{state="waiting"} 1');
    expect(there).toContain('havip_deploy_workers 3');
    const away = await metrics.text(undefined);
    expect(away).toContain('havip_deploy_database_up 0');
    expect(away).toMatch(/havip_deploy_worker_info\{version="[^"]+",region="north"\} 1/);
    expect(away).not.toContain('havip_deploy_clusters');
  });

  it('have the time of each proof in seconds, and none of a cluster that is known no more', async () => {
    const metrics = new WorkerMetrics(undefined);
    expect(await metrics.text(fleet)).toContain(
      'havip_deploy_last_proof_timestamp_seconds{cluster="we\\"b"} 1700000000.5',
    );
    expect(await metrics.text({ ...fleet, provedAt: new Map() })).not.toContain('we\\"b');
  });
});
