import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';

/** Where figures can be read. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/** Reads `PORT`, `HOST:PORT` or `[IPv6]:PORT`; without a host it is the loopback, so that nobody opens a port by chance. */
export function metricsAddress(text: string): MetricsAddress {
  const [, host = '', digits = ''] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  const port = digits === '' ? Number.NaN : Number(digits);
  const bare = hostOf(host);
  if (bare !== undefined && port <= 65_535) return { host: bare, port };
  throw new InvalidArgumentError(
    'It is a port, which is then on 127.0.0.1, or an IP address with a port: 9464, 10.0.0.5:9464, [::1]:9464.',
  );
}

function hostOf(host: string): string | undefined {
  if (host === '' || host === 'localhost') return LOOPBACK;
  if (isIP(host) === 4) return host;
  const [, inner = ''] = /^\[(.*)\]$/.exec(host) ?? [];
  return isIP(inner) === 6 ? inner : undefined;
}

/** As a URL has it. */
export function metricsUrl({ host, port }: MetricsAddress): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}/metrics`;
}
