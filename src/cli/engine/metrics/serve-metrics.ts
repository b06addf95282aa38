import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import { pause } from '../../../core/pause.ts';
import { messageOf } from '../../../core/text/message-of.ts';
import type { Fleet, FleetFigures } from '../../../rollout/dbos/store/fleet.ts';
import { type MetricsAddress, metricsUrl } from './address.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

/** Prometheus gives up after 10 s by default. */
const DATABASE_MS = 5000;

/** A worker that has told of itself within so many seconds is there. */
const SEEN_SECONDS = 60;

/** More than one Prometheus and a person have open. */
const MOST_CONNECTIONS = 32;

/** Figures that can be read over HTTP. */
export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers `GET /metrics`, and nothing else. */
export async function serveMetrics(
  address: MetricsAddress,
  metrics: WorkerMetrics,
  fleet: Fleet,
): Promise<Outcome<MetricsServer>> {
  const read = latest(() => fleet.figures(SEEN_SECONDS));
  const server = createServer({ requestTimeout: 10_000 }, async ({ method, url = '' }, answer) => {
    if (method !== 'GET' && method !== 'HEAD') {
      answer.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    if (url.split('?')[0] !== '/metrics') {
      answer.writeHead(404).end('There is /metrics alone.\n');
      return;
    }
    const text = await metrics.text(await withinTime(read()));
    answer.writeHead(200, { 'Content-Type': metrics.contentType }).end(text);
  });
  server.maxConnections = MOST_CONNECTIONS;
  try {
    server.listen(address.port, address.host);
    await once(server, 'listening');
  } catch (error) {
    return failure({
      code: 'usage.metrics-address',
      summary: `--metrics: nothing can listen at ${metricsUrl(address)}`,
      detail: messageOf(error),
      fix: 'Take a port that is free, on an address of this machine; several workers on one machine have one each.',
    });
  }
  const { port } = server.address() as AddressInfo;
  return success({ url: metricsUrl({ ...address, port }), close: () => closed(server) });
}

/** Who asks while others wait for the same waits with them. */
function latest<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

/** Undefined where the database is away, or takes too long. */
async function withinTime(figures: Promise<FleetFigures>): Promise<FleetFigures | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([figures, pause(DATABASE_MS, over.signal).then(() => undefined)]);
  } catch {
    // The gauge says it; why, the worker tells wherever it meets it.
    return undefined;
  } finally {
    over.abort();
  }
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
