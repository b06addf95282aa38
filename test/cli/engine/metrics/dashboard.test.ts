import { describe, expect, it } from 'vitest';
import { asSent, dashboard } from './dashboard.ts';

const { panels, templating } = dashboard;

/** Kinds of panel and units that Grafana has by itself, of those that ours may use. */
const KINDS = ['stat', 'timeseries', 'heatmap', 'table'];
const GRAFANA_UNITS = ['s', 'bytes', 'short', 'percentunit', 'dateTimeAsIso'];
/** Grafana's grid. */
const COLUMNS = 24;

const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;

describe('the dashboard for Grafana', () => {
  it('can be imported beside others, and asks which Prometheus it is about', () => {
    expect(dashboard.uid).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
    expect(dashboard.title).not.toBe('');
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    expect(dashboard.time).toEqual({ from: 'now-24h', to: 'now' });
    // Its own number, which is given by who imports it.
    expect(dashboard).not.toHaveProperty('id');
    expect(templating.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'prometheus' }]);
  });

  it('has panels that stand beside each other', () => {
    expect(isUnique(panels.map(({ id }) => id))).toBe(true);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(isUnique(cells)).toBe(true);
  });
});

describe.each(panels)('the panel $title', ({ type, datasource, gridPos, fieldConfig, targets }) => {
  it('is of a kind, a place and a unit that Grafana has', () => {
    expect(KINDS).toContain(type);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(COLUMNS);
    expect(Math.min(gridPos.x, gridPos.y, gridPos.w - 1, gridPos.h - 1)).toBeGreaterThanOrEqual(0);
    expect(fieldConfig.overrides).toEqual([]);
    if (fieldConfig.defaults.unit !== undefined) expect(GRAFANA_UNITS).toContain(fieldConfig.defaults.unit);
  });

  it('asks the Prometheus that was chosen, and names lines by labels that its queries leave', () => {
    expect(targets.length).toBeGreaterThan(0);
    expect(isUnique(targets.map(({ refId }) => refId))).toBe(true);
    for (const target of targets) {
      for (const asked of [datasource, target.datasource])
        expect(asked).toEqual({ type: 'prometheus', uid: '${datasource}' });
      expect(asSent(target.expr)).not.toContain('$');
      const [, by] = /\bby \(([^)]*)\)/.exec(target.expr) ?? [];
      for (const [, label = ''] of target.legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        expect(by?.split(', ') ?? ['instance']).toContain(label);
    }
  });
});
