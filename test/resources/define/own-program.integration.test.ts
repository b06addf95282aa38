import { spawn } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { ownProgram } from '../../../src/resources/define/own-program.ts';
import { shells } from '../../support/shells.ts';

const { all, close } = shells();
afterAll(close);
const isRoot = process.getuid?.() === 0;

describe.each(all)('a program of another user, with $name as sh', async ({ run }) => {
  // Debian has a busybox without su, and a static one with it.
  const canBecome = isRoot && (await run('command -v runuser || command -v su')).status === 0;

  it.runIf(canBecome)('is that user, with its home, and ends as it ends', async () => {
    const program = `id -un; echo "$WORD"; pwd; read -r line || echo 'nothing to read'; exit 3`;
    const ended = await run(`export WORD='it'\\''s'; ${ownProgram(program, { becomeUser: 'nobody' })}`);
    expect(ended.output.split('\n')).toEqual(['nobody', "it's", '/', 'nothing to read', '']);
    expect(ended.status).toBe(3);
  });

  it('runs by itself where it is that user already', async () => {
    const own = (await run('id -un')).output.trim();
    const ended = await run(ownProgram('id -un', { becomeUser: own }));
    expect(ended).toEqual({ status: 0, output: `${own}\n` });
  });

  it.runIf(canBecome)('says so where there is no such user', async () => {
    const ended = await run(ownProgram('id -un', { becomeUser: 'no-such-user' }));
    expect(ended.status).not.toBe(0);
    expect(ended.output).toMatch(/no-such-user/);
  });

  it('is ended in time, and says why', async () => {
    const ended = await run(ownProgram('echo begun; sleep 60', { timeout: 200 }));
    expect(ended.status).toBe(124);
    expect(ended.output).toBe('begun\nended because it took longer than 0.2 s\n');
  });

  it('stops at what fails where it was told so', async () => {
    const ended = await run(ownProgram('false; echo on', { timeout: 60_000 }, 'set -eu\n'));
    expect(ended).toEqual({ status: 1, output: '' });
  });
});

describe('a program with a limit', () => {
  it('stands on no command line', async () => {
    const secret = `s3cret${process.pid}`;
    const child = spawn('sh', ['-c', 'eval "$(cat)"'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(
      ownProgram(`: ${secret}; cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '`, { timeout: 60_000 }),
    );
    let seen = '';
    child.stdout.on('data', (part) => (seen += part));
    await new Promise((resolve) => void child.on('close', resolve));
    expect(seen).toContain('exec </dev/null');
    expect(seen).not.toContain(secret);
  });
});
