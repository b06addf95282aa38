import { describe, expect, it } from 'vitest';
import { connectLocal } from '../../src/connection/local.ts';
import { success } from '../../src/core/outcome.ts';
import type { Host } from '../../src/inventory/types.ts';
import { type CommandOutput, runCommand } from '../../src/run/run-command.ts';

const host = (name: string): Host =>
  ({ name, target: { name, via: 'local', address: 'localhost', port: 22, ssh: {} } }) as Host;

/** Runs a program on three hosts, of which `bad` alone does what the program says of it. */
async function exec(program: string) {
  const outputs = new Map<string, CommandOutput>();
  const result = await runCommand(
    { hosts: ['good', 'bad', 'better'].map(host), name: 'test', program, forks: 3 },
    {
      connect: async (target) => {
        const opened = await connectLocal(target, {});
        if (!opened.ok) return opened;
        const { value } = opened;
        // This machine is all three.
        return success({
          host: target.name,
          roundTrips: 1,
          run: (text, options) => value.run(text, options),
          stream: (text, options) => value.stream(`name=${target.name}\n${text}`, options),
          upload: (content, destination, mode) => value.upload(content, destination, mode),
          close: () => value.close(),
        });
      },
      signal: new AbortController().signal,
      onEvent: () => undefined,
      onOutput: (name, output) => void outputs.set(name, output),
    },
  );
  return { outputs, result };
}

describe('a host that never ends', () => {
  it.each([
    ['with its lines', 'yes', 'host.output-limit'],
    ['with empty lines', "yes ''", 'host.output-limit'],
    ['with one line', 'cat /dev/zero', 'host.output-limit'],
    ['with complaints', 'yes >&2', 'host.output-limit'],
    ['with one line of 32 MB', "head -c 33554432 /dev/zero | tr '\\0' x", 'host.output-limit'],
  ])(
    '%s has failed, and the others have not',
    async (_name, program, code) => {
      const before = performance.now();
      const { outputs, result } = await exec(`echo $name; [ $name != bad ] || ${program}`);
      expect(result.errors.map((problem) => [problem.host, problem.code])).toEqual([['bad', code]]);
      expect([outputs.get('good')?.stdout, outputs.get('better')?.stdout]).toEqual(['good\n', 'better\n']);
      expect(performance.now() - before).toBeLessThan(20_000);
    },
    60_000,
  );
});
