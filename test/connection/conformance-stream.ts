import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { value } from './outcomes.ts';
import { eventually, OWN, processesOf, processesWith } from './processes.ts';

/** What must hold for streams. */
export function streamConformance(opened: () => Connection): void {
  describe('stream', () => {
    it('hands on lines, and ends what it started when stopped', async () => {
      const lines: string[] = [];
      const stream = opened().stream(
        `sleep 43.5${OWN} & i=0\nwhile :; do i=$((i+1)); echo $i; sleep 0.05; done`,
        {
          onLine: (line) => lines.push(line),
        },
      );
      expect(await eventually(() => lines.length >= 3)).toBe(true);
      const stopping = performance.now();
      stream.stop();
      expect((await stream.ended).ok).toBe(true);
      expect(performance.now() - stopping).toBeLessThan(10_000);
      expect(lines.slice(0, 3)).toEqual(['1', '2', '3']);
      expect(await eventually(() => processesWith(`sleep 43.5${OWN}`).length === 0)).toBe(true);
    });

    it('kills what does not want to end', async () => {
      const lines: string[] = [];
      const program = `trap '' TERM; sh -c 'trap "" TERM; echo up; while :; do sleep 44.5${OWN}; done'; while :; do sleep 44.5${OWN}; done`;
      const stream = opened().stream(program, { onLine: (line) => lines.push(line) });
      expect(await eventually(() => lines.length === 1)).toBe(true);
      stream.stop();
      expect((await stream.ended).ok).toBe(true);
      expect(await eventually(() => processesWith(`sleep 44.5${OWN}`).length === 0)).toBe(true);
    });

    it('ends by itself with the code of the program', async () => {
      const lines: string[] = [];
      const stream = opened().stream('cat; echo a; echo b >&2; exit 6', {
        onLine: (line) => lines.push(line),
      });
      expect(value(await stream.ended)).toEqual({ exitCode: 6, stdout: '', stderr: 'b\n' });
      expect(lines).toEqual(['a']);
    });

    it('can be stopped before it has started', async () => {
      const stream = opened().stream(`sleep 45.5${OWN}`, { onLine: () => undefined });
      stream.stop();
      expect((await stream.ended).ok).toBe(true);
      expect(await eventually(() => processesWith(`sleep 45.5${OWN}`).length === 0)).toBe(true);
    });

    it('leaves room for runs', async () => {
      const streams = Array.from({ length: 5 }, () =>
        opened().stream(`sleep 46.5${OWN}`, { onLine: () => undefined }),
      );
      expect(value(await opened().run('echo free')).stdout).toBe('free\n');
      for (const stream of streams) stream.stop();
      await Promise.all(streams.map(({ ended }) => ended));
    });

    it('leaves no process of a stream behind', async () => {
      const lines: string[] = [];
      const stream = opened().stream(`sh -c 'sleep 47.5${OWN}' & ps -o pgid= -p $$; wait`, {
        onLine: (line) => lines.push(line.trim()),
      });
      expect(await eventually(() => lines.length === 1)).toBe(true);
      expect(processesOf(Number(lines[0])).length).toBeGreaterThan(2);
      stream.stop();
      await stream.ended;
      expect(await eventually(() => processesOf(Number(lines[0])).length === 0)).toBe(true);
    });
  });
}
