import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProbe } from '../../../roles/keepalived/programs/check-probe.ts';

const TIMING = { interval: 2000, timeout: 1000, fall: 3, rise: 2 };

describe('a health check', () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/health' ? 200 : 500).end();
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => void server.close());

  it.each([
    ['a process that runs', () => ({ process: 'node-that-is-not' }), false],
    ['a port that is closed', () => ({ tcp: 1 }), false],
    ['a script that succeeds', () => ({ script: '/bin/true' }), true],
    ['a script with arguments', () => ({ script: '/bin/sh -c "exit 0"' }), true],
    ['a script that fails', () => ({ script: '/bin/false' }), false],
    ['a script that hangs', () => ({ script: '/bin/sleep 30' }), false],
  ])('%s', (_name, check, well) => {
    expect(spawnSync('sh', ['-c', checkProbe({ ...check(), ...TIMING })]).status === 0).toBe(well);
  });

  it.each([
    ['a port that is open', () => ({ tcp: port }), true],
    ['a URL that answers', () => ({ http: `http://127.0.0.1:${port}/health` }), true],
    ['a URL that answers with an error', () => ({ http: `http://127.0.0.1:${port}/` }), false],
  ])('%s', async (_name, check, well) => {
    const { spawn } = await import('node:child_process');
    const probe = spawn('sh', ['-c', checkProbe({ ...check(), ...TIMING })], { stdio: 'ignore' });
    const status = await new Promise((resolve) => probe.on('close', resolve));
    expect(status === 0).toBe(well);
  });
});
