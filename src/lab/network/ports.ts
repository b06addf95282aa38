import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which outgoing connections take theirs, so that no port is lost between two starts. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/**
 * Free ports on the loopback address, `count` of them; the same lab gets the same ones while they are free.
 *
 * @param taken ports that other labs will use, though nobody may listen on them yet
 */
export async function freePorts(
  lab: string,
  count: number,
  taken: ReadonlySet<number> = new Set(),
): Promise<readonly number[]> {
  const span = HIGHEST - LOWEST;
  const first = createHash('sha256').update(lab).digest().readUInt32BE(0) % span;
  const ports: number[] = [];
  for (let step = 0; ports.length < count && step < span; step += 1) {
    const port = LOWEST + ((first + step) % span);
    if (!taken.has(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
