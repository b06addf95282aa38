import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts } from '../../src/lab/network/ports.ts';

it('gives a lab the same ports each time, and none that another lab has been given', async () => {
  const first = await freePorts('one-lab', 3);
  expect(await freePorts('one-lab', 3)).toEqual(first);
  const others = await freePorts('one-lab', 3, new Set(first));
  expect(others.filter((port) => first.includes(port))).toEqual([]);
  expect(others).toHaveLength(3);
});

it('gives no port on which somebody listens', async () => {
  const [port = 0] = await freePorts('busy-lab', 1);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    expect(await freePorts('busy-lab', 2)).not.toContain(port);
  } finally {
    server.close();
  }
});
