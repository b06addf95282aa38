import { describe, expect, it } from 'vitest';
import { ScriptedConnection } from '../../src/connection/scripted.ts';
import { codes, value } from './outcomes.ts';

async function* counting(): AsyncGenerator<string> {
  for (let n = 1; ; n += 1) yield String(n);
}

describe('ScriptedConnection', () => {
  it('answers programs, counts them and hands on lines', async () => {
    const lines: string[] = [];
    const connection = new ScriptedConnection({
      host: 'node',
      run: (program) => ({ stdout: `${program}\nend\n`, exitCode: program === 'bad' ? 2 : 0 }),
    });
    const options = { onStdoutLine: (line: string) => lines.push(line) };
    expect(value(await connection.run('good', options))).toEqual({
      exitCode: 0,
      stdout: 'good\nend\n',
      stderr: '',
    });
    expect(value(await connection.run('bad')).exitCode).toBe(2);
    expect(lines).toEqual(['good', 'end']);
    expect(connection.roundTrips).toBe(2);
    expect(connection.calls).toEqual([
      { kind: 'run', program: 'good' },
      { kind: 'run', program: 'bad' },
    ]);
  });

  it('fails as it is told, with the host on it', async () => {
    const connection = new ScriptedConnection({
      host: 'node',
      run: () => ({ code: 'connection.lost', summary: 'gone' }),
      upload: () => ({ code: 'host.upload-failed', summary: 'full' }),
    });
    expect(await connection.run('x')).toMatchObject({
      problems: [{ code: 'connection.lost', host: 'node' }],
    });
    expect(codes(await connection.upload(Buffer.from('x'), '/x', 0o600))).toEqual(['host.upload-failed']);
    await connection.close();
    expect(codes(await new ScriptedConnection({ host: 'n' }).run('x'))).toEqual([]);
  });

  it('streams until it is stopped, or the lines end', async () => {
    const lines: string[] = [];
    const connection = new ScriptedConnection({ host: 'node', stream: counting });
    const stream = connection.stream('count', {
      onLine: (line) => {
        lines.push(line);
        if (lines.length === 3) stream.stop();
      },
    });
    expect((await stream.ended).ok).toBe(true);
    expect(lines).toEqual(['1', '2', '3']);
    const silent = new ScriptedConnection({ host: 'node' }).stream('x', { onLine: () => undefined });
    expect((await silent.ended).ok).toBe(true);
  });

  it('takes nothing after it is closed', async () => {
    const connection = new ScriptedConnection({ host: 'node' });
    await connection.close();
    expect(codes(await connection.run('x'))).toEqual(['connection.lost']);
    expect(connection.isClosed).toBe(true);
  });
});
