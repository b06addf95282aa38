import { readFileSync } from 'node:fs';

/** What of a Grafana dashboard is ours to say. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[];
  };
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource: DataSource;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig: {
    readonly defaults: { readonly unit?: string };
    readonly overrides: readonly unknown[];
  };
  readonly targets: readonly {
    readonly refId: string;
    readonly datasource: DataSource;
    readonly expr: string;
    readonly legendFormat: string;
  }[];
}

export interface DataSource {
  readonly type: string;
  readonly uid: string;
}

export const dashboard = JSON.parse(readFileSync('docs/monitoring/dashboard.json', 'utf8')) as Dashboard;

/** A query with Grafana's own variables in it, as it is sent for a view of an hour that is scraped each second. */
export function asSent(expr: string): string {
  return expr.replaceAll('$__range', '1h').replaceAll('$__rate_interval', '4s');
}
