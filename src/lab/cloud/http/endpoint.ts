import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Cloud } from '../cloud.ts';
import { type Control, control, isControlPath } from '../control.ts';

/** A cloud that answers by HTTP, on the loopback address only. */
export interface Endpoint {
  /** Such as `http://127.0.0.1:20001`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a cloud answer on a port of 127.0.0.1; 0 takes one that is free. */
export async function startEndpoint(cloud: Cloud, controls: Control, port = 0): Promise<Endpoint> {
  const server = createServer((request, response) => {
    respond(cloud, controls, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.listen({ host: '127.0.0.1', port });
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}`, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function respond(
  cloud: Cloud,
  controls: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  response.setHeader('Date', new Date(cloud.now()).toUTCString());
  if (isControlPath(url.pathname)) {
    const { status, value } = await control(cloud, controls, { method: request.method ?? '', url, body });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  await send(cloud.answer({ method: request.method ?? '', headers, body }), response);
}

/** Sends an answer the way that its fault has it. */
async function send({ body, fault }: Answer, response: ServerResponse): Promise<void> {
  const type = { 'Content-Type': 'application/json' };
  switch (fault?.kind) {
    case 'status':
      response.writeHead(fault.status, { 'Content-Type': 'text/html' }).end('<html>upstream error</html>');
      return;
    case 'reset':
    case 'answer-lost':
      response.socket?.resetAndDestroy();
      return;
    case 'malformed':
      response.writeHead(200, type).end(body.slice(0, -2));
      return;
    case 'stalled':
      response.writeHead(200, { ...type, 'Content-Length': Buffer.byteLength(body) });
      response.write(body.slice(0, 10));
      return;
    case 'slow':
      await sleep(fault.ms);
      break;
    default:
  }
  if (!response.destroyed) response.writeHead(200, type).end(body);
}
