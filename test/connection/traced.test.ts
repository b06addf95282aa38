import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { ScriptedConnection, type ScriptedHost } from '../../src/connection/scripted.ts';
import { connectTraced, type Traced } from '../../src/connection/traced.ts';
import { failure, success } from '../../src/core/outcome.ts';
import { value } from './outcomes.ts';

/** A scripted host, what was told of it, and a clock that goes on by 5 ms with each look. */
async function traced(script: Omit<ScriptedHost, 'host'>) {
  const told: Traced[] = [];
  let now = 0;
  const clock = { monotonicMs: () => (now += 5), wall: () => new Date(0) };
  const open = async () => success<Connection>(new ScriptedConnection({ host: 'node', ...script }));
  const connection = value(await connectTraced('node', open, (each) => void told.push(each), clock));
  return { connection, told };
}

describe('a traced connection', () => {
  it('tells programs and answers, and gives the answer', async () => {
    const { connection, told } = await traced({
      run: () => ({ stdout: 'hello\n', stderr: 'oh', exitCode: 3 }),
    });
    const lines: string[] = [];
    const options = { label: 'reading', onStdoutLine: (line: string) => void lines.push(line) };
    expect(value(await connection.run('echo hello', options)).exitCode).toBe(3);
    expect(lines).toEqual(['hello']);
    expect(connection.roundTrips).toBe(1);
    expect(told).toEqual([
      { kind: 'done', host: 'node', activity: 'connecting', durationMs: 5 },
      { kind: 'sent', host: 'node', activity: 'reading', program: 'echo hello' },
      {
        kind: 'answered',
        host: 'node',
        activity: 'reading',
        durationMs: 5,
        exitCode: 3,
        stdout: 'hello\n',
        stderr: 'oh',
      },
    ]);
  });

  it('tells what may be shown in place of what was sent, and sends the rest', async () => {
    const { connection, told } = await traced({ run: (program) => ({ stdout: `${program} private` }) });
    const shown = () => ({ program: '(program)', answer: () => '(answer)' });
    expect(value(await connection.run('secret', { shown })).stdout).toBe('secret private');
    expect(told.slice(1)).toMatchObject([
      { program: '(program)' },
      { stdout: '(answer)', stderr: '(answer)' },
    ]);
  });

  it('tells failures, uploads without their content, and sessions that could not be opened', async () => {
    const lost = { code: 'connection.lost', summary: 'gone' } as const;
    const { connection, told } = await traced({ run: () => lost });
    await connection.run('x');
    await connection.upload(Buffer.from('secret'), '/etc/x', 0o600);
    expect(told.slice(2)).toMatchObject([
      { kind: 'failed', activity: 'a program', problem: { code: 'connection.lost' } },
      { kind: 'done', activity: 'writing 6 bytes to /etc/x, mode 600' },
    ]);
    const refused: Traced[] = [];
    const clock = { monotonicMs: () => 0, wall: () => new Date(0) };
    await connectTraced(
      'node',
      async () => failure(lost),
      (each) => void refused.push(each),
      clock,
    );
    expect(refused).toMatchObject([{ kind: 'failed', activity: 'connecting', problem: lost }]);
  });

  it('keeps the beginning of what a stream says, and hands on all of it', async () => {
    const { connection, told } = await traced({
      stream: async function* () {
        for (let line = 0; line < 3000; line += 1) yield 'x'.repeat(99);
      },
    });
    let lines = 0;
    await connection.stream('watch', { label: 'watching', onLine: () => (lines += 1) }).ended;
    expect(lines).toBe(3000);
    const last = told.at(-1);
    expect(last?.kind === 'answered' && last.stdout.length).toBe(65_600);
  });
});
