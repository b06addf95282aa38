import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandResult, Connection } from '../../src/connection/connection.ts';
import { streamConformance } from './conformance-stream.ts';
import { uploadConformance } from './conformance-upload.ts';
import { codes, value } from './outcomes.ts';
import { eventually, OWN, processesWith } from './processes.ts';

/** What must hold for every connection that starts real shells on this machine. */
export function conformance(
  name: string,
  open: () => Promise<{ readonly connection: Connection; readonly folder: string; close(): Promise<void> }>,
): void {
  describe(`${name} as a connection`, () => {
    let connection: Connection;
    let folder: string;
    let close: () => Promise<void>;

    beforeAll(async () => {
      ({ connection, folder, close } = await open());
    });
    afterAll(() => close());

    const run = async (program: string): Promise<CommandResult> => value(await connection.run(program));

    describe('run', () => {
      it.each<[string, string, CommandResult]>([
        ['stdout', 'echo out', { exitCode: 0, stdout: 'out\n', stderr: '' }],
        ['stderr apart', 'echo out; echo err >&2', { exitCode: 0, stdout: 'out\n', stderr: 'err\n' }],
        ['exit codes', 'exit 3', { exitCode: 3, stdout: '', stderr: '' }],
        ['the last command’s code', 'false', { exitCode: 1, stdout: '', stderr: '' }],
        ['an empty program', '', { exitCode: 0, stdout: '', stderr: '' }],
        ['no newline at the end', 'printf x', { exitCode: 0, stdout: 'x', stderr: '' }],
        ['a comment at the end', 'echo a # b', { exitCode: 0, stdout: 'a\n', stderr: '' }],
        ['an empty stdin', 'cat; echo end', { exitCode: 0, stdout: 'end\n', stderr: '' }],
        [
          'quotes and dollars',
          `echo "'$((1+1))'" '$x' \\!`,
          { exitCode: 0, stdout: "'2' $x !\n", stderr: '' },
        ],
        ['here documents', "cat <<'END'\n$x 'y'\nEND\n", { exitCode: 0, stdout: "$x 'y'\n", stderr: '' }],
        ['set -e', 'set -e\nfalse\necho no', { exitCode: 1, stdout: '', stderr: '' }],
        ['traps', "trap 'echo bye' EXIT\nexit 4", { exitCode: 4, stdout: 'bye\n', stderr: '' }],
        ['positional parameters', 'set -- a b; echo $#$2', { exitCode: 0, stdout: '2b\n', stderr: '' }],
        ['C messages', 'echo $LC_ALL', { exitCode: 0, stdout: 'C\n', stderr: '' }],
      ])('keeps %s', async (_name, program, expected) => {
        expect(await run(program)).toEqual(expected);
      });

      it('gives signals as a shell does', async () => {
        expect((await run("sh -c 'kill -KILL $$'")).exitCode).toBe(137);
        expect((await run('kill -KILL $$')).exitCode).toBe(137);
      });

      it('runs nothing of a program that sh cannot read', async () => {
        const result = await run('echo started\nif true; then\n');
        expect(result.stdout).toBe('');
        expect(result.exitCode).not.toBe(0);
      });

      it('finds programs in sbin', async () => {
        expect((await run('echo ":$PATH:"')).stdout).toMatch(/:\/usr\/sbin:.*:\/sbin:/);
      });

      it('keeps UTF-8 whole, however it is cut', async () => {
        const program =
          "printf 'a\\303'; sleep 0.05; printf '\\244b\\360\\237'; sleep 0.05; printf '\\230\\200\\n'";
        expect((await run(program)).stdout).toBe('aäb😀\n');
      });

      it('takes programs of any length', async () => {
        const text = 'é'.repeat(200_000);
        const result = await run(`cat <<'END' | wc -c\n${text}\nEND`);
        expect(result.stdout.trim()).toBe('400001');
      });

      it('takes large outputs', async () => {
        const result = await run(
          'head -c 3000000 /dev/zero | tr "\\0" x; echo; head -c 100000 /dev/zero | tr "\\0" y >&2',
        );
        expect([result.stdout.length, result.stderr.length]).toEqual([3_000_001, 100_000]);
      });

      it('hands on lines as they come', async () => {
        const lines: [string, number][] = [];
        const started = performance.now();
        const options = { onStdoutLine: (line: string) => lines.push([line, performance.now() - started]) };
        await connection.run('echo one; sleep 0.4; echo two; printf three', options);
        expect(lines.map(([line]) => line)).toEqual(['one', 'two', 'three']);
        expect((lines[1]?.[1] ?? 0) - (lines[0]?.[1] ?? 0)).toBeGreaterThan(300);
      });

      it('ends a program and its children after their time', async () => {
        const outcome = await connection.run(`sleep 41.5${OWN} & sleep 42.5${OWN}`, {
          timeoutMs: 300,
          label: 'sleeping',
        });
        expect(codes(outcome)).toEqual(['host.command-timeout']);
        expect(outcome).toMatchObject({ problems: [{ summary: expect.stringContaining('sleeping') }] });
        expect(await eventually(() => processesWith(`sleep 42.5${OWN}`).length === 0)).toBe(true);
        expect(await eventually(() => processesWith(`sleep 41.5${OWN}`).length === 0)).toBe(true);
      });

      it('does not take an exit code for a time-out', async () => {
        expect((await run('exit 124')).exitCode).toBe(124);
      });

      it('ends a program that prints too much', async () => {
        const outcome = await connection.run(`yes overflow${OWN}`, { maxOutputBytes: 100_000 });
        expect(codes(outcome)).toEqual(['host.output-limit']);
        expect(await eventually(() => processesWith(`yes overflow${OWN}`).length === 0)).toBe(true);
      });

      it('does not wait for a daemon that keeps the output open', async () => {
        const started = performance.now();
        expect((await run('sleep 24 & echo started')).stdout).toBe('started\n');
        expect(performance.now() - started).toBeLessThan(20_000);
      });

      it('runs many at once', async () => {
        const all = await Promise.all(Array.from({ length: 25 }, (_, n) => run(`sleep 0.02; echo ${n}`)));
        expect(all.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 25 }, (_, n) => n));
      });

      it('shows the program in no process list and no environment', async () => {
        const secret = `s3cr3t-${Math.random()}`;
        const seen = await run(
          `: ${secret}\nfor p in $(ps -eo pid=); do tr '\\0' ' ' 2>/dev/null <"/proc/$p/cmdline"; tr '\\0' ' ' 2>/dev/null <"/proc/$p/environ"; echo; done`,
        );
        expect(seen.stdout.length).toBeGreaterThan(100);
        expect(seen.stdout).not.toContain(secret);
      });
    });

    streamConformance(() => connection);
    uploadConformance(
      () => connection,
      () => folder,
    );

    it('counts what waited for the host', async () => {
      const before = connection.roundTrips;
      await connection.run('true');
      await connection.upload(Buffer.from('x'), join(folder, 'counted'), 0o600);
      await connection.stream('true', { onLine: () => undefined }).ended;
      expect(connection.roundTrips - before).toBe(3);
    });
  });
}
