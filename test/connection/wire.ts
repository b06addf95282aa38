import { once } from 'node:events';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';

/** A way to sshd that can be cut or go silent. */
export class Wire {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(port: number, server: Server) {
    this.port = port;
    this.#server = server;
  }

  static async to(port: number): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const wire = new Wire(address.port, server);
    server.on('connection', (near) => {
      const far = connectTcp(port, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.setNoDelay(true).on('error', () => undefined);
        from.on('close', () => to.destroy()).pipe(to);
        wire.#sockets.push(from);
      }
    });
    return wire;
  }

  /** Connection reset, as a firewall or a crashed machine answers. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Nothing comes through any more, and nobody says so. */
  silence(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
