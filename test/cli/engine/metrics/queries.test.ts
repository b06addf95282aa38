import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WorkerMetrics } from '../../../../src/cli/engine/metrics/worker-metrics.ts';
import { dashboard } from './dashboard.ts';
import { drill, fleet, resultWith } from './figures.ts';

/** Functions and words of PromQL that our queries use, and what each server has of a target by itself. */
const LANGUAGE = new Set(
  'absent by count histogram_quantile increase le max min offset or rate sum time topk unless up vector'.split(
    ' ',
  ),
);

/** What a worker tells: names of series, with the labels and values of each. */
async function series(): Promise<ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>> {
  const metrics = new WorkerMetrics('north');
  metrics.ended(
    resultWith([drill('stop', 1), drill('stop', null)], [{ code: 'connection.refused', summary: '' }]),
  );
  const known = new Map<string, Map<string, Set<string>>>();
  for (const line of (await metrics.text(fleet)).split('\n')) {
    const [, name, labels = ''] = /^([a-z_]\w*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const of = known.get(name) ?? new Map<string, Set<string>>();
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
      of.set(label, (of.get(label) ?? new Set()).add(value));
    known.set(name, of);
  }
  return known;
}

/** Names in a query that stand for series: no labels, functions, durations or texts. */
function namesIn(query: string): string[] {
  const bare = query.replaceAll(/\$__\w+|\{[^}]*\}|\[[^\]]*\]|\b(by|without) *\([^)]*\)/g, '');
  return [...bare.matchAll(/[a-z_]\w*/g)].map(([name]) => name).filter((name) => !LANGUAGE.has(name));
}

/** Values that a query selects, by series and label. */
function selectedIn(query: string): (readonly [string, string, string])[] {
  return [...query.matchAll(/(\w+)\{([^}]*)\}/g)].flatMap(([, name = '', inner = '']) =>
    [...inner.matchAll(/(\w+)=~?"([^"]*)"/g)].flatMap(([, label = '', values = '']) =>
      values.split('|').map((value) => [name, label, value] as const),
    ),
  );
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

const rules = parse(readFileSync('docs/monitoring/alerts.yml', 'utf8')) as Rules;
const queries: (readonly [string, string])[] = [
  ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const)),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [`panel ${title}`, expr] as const),
  ),
];

/** The job's name is given by who sets Prometheus up, as docs/rollouts.md does. */
const GIVEN_BY_PROMETHEUS = 'job';

describe.each(queries)('the query of the %s', (_of, query) => {
  it('names series that a worker tells, with values that they have', async () => {
    const known = await series();
    const names = namesIn(query);
    expect([...new Set(names)].filter((name) => !known.has(name))).toEqual([]);
    expect(
      selectedIn(query).filter(
        ([name, label, value]) =>
          label !== GIVEN_BY_PROMETHEUS && known.get(name)?.get(label)?.has(value) !== true,
      ),
    ).toEqual([]);
  });
});

it('the queries show everything that is ours', async () => {
  const used = new Set(queries.flatMap(([, query]) => namesIn(query)));
  const ours = [...(await series()).keys()].filter((name) => name.startsWith('havip_deploy_'));
  const base = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
  const shown = new Set([...used].map(base));
  expect(ours.filter((name) => !shown.has(base(name)))).toEqual([]);
});

interface Firing {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly eval_time: string;
      readonly alertname: string;
      readonly exp_alerts?: readonly unknown[];
    }[];
  }[];
}

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60 };
const minutes = (time: string) => Number.parseInt(time, 10) * (UNITS[time.at(-1) ?? ''] ?? Number.NaN);

describe.each(rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert)))(
  'the alert %s',
  (alert) => {
    it('is seen to fire, and to end, by the cases for promtool', () => {
      const { tests } = parse(readFileSync('test/cli/engine/metrics/alerts.yml', 'utf8')) as Firing;
      const seen = tests.map(({ alert_rule_test: cases }) =>
        cases.filter(({ alertname }) => alertname === alert),
      );
      const endsAfterwards = seen.some((cases) =>
        cases.some(
          (fires) =>
            (fires.exp_alerts?.length ?? 0) > 0 &&
            cases.some(
              (ends) => ends.exp_alerts === undefined && minutes(ends.eval_time) > minutes(fires.eval_time),
            ),
        ),
      );
      expect(endsAfterwards).toBe(true);
    });
  },
);
