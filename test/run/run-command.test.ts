import { describe, expect, it } from 'vitest';
import { ScriptedConnection, type ScriptedHost } from '../../src/connection/scripted.ts';
import { failure, success } from '../../src/core/outcome.ts';
import { type CommandOutput, runCommand } from '../../src/run/run-command.ts';
import { inventory } from '../bench/bench.ts';

async function run(script: Omit<ScriptedHost, 'host'> | undefined, interrupt = new AbortController()) {
  const { hosts } = await inventory();
  const outputs: Record<string, CommandOutput> = {};
  const lines: string[] = [];
  const result = await runCommand(
    {
      hosts: ['app1', 'app2'].flatMap((name) => hosts.get(name) ?? []),
      name: 'uptime',
      program: 'uptime',
      forks: 2,
    },
    {
      connect: async ({ name }) =>
        script === undefined || name === 'app2'
          ? failure({ code: 'connection.refused', summary: 'no answer' })
          : success(new ScriptedConnection({ host: name, ...script })),
      onEvent: () => undefined,
      signal: interrupt.signal,
      onLine: (host, line) => lines.push(`${host}: ${line}`),
      onOutput: (host, output) => (outputs[host] = output),
    },
  );
  return { result, outputs, lines };
}

async function* saying(...lines: readonly string[]) {
  yield* lines;
}

describe('a command on many hosts', () => {
  it('is shown as it comes, and one that cannot be reached holds up no other', async () => {
    const { result, outputs, lines } = await run({ stream: () => saying('up', 'for long') });
    expect(lines).toEqual(['app1: up', 'app1: for long']);
    expect(outputs.app1).toMatchObject({ exitCode: 0, stdout: 'up\nfor long\n' });
    expect([result.exitCode, result.hosts.app2?.unreachable]).toEqual([4, true]);
  });

  it('is not begun after an interrupt', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const { result, outputs } = await run({ stream: () => saying('up') }, interrupt);
    expect([result.exitCode, outputs]).toEqual([0, {}]);
  });

  it('is ended by an interrupt', async () => {
    const interrupt = new AbortController();
    async function* forever() {
      yield 'begun';
      interrupt.abort();
      await new Promise(() => undefined);
    }
    const { lines } = await run({ stream: () => forever() }, interrupt);
    expect(lines).toEqual(['app1: begun']);
  });
});
