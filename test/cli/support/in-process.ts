import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { CommandContext } from '../../../src/cli/context.ts';
import { run } from '../../../src/cli/run.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { Secret } from '../../../src/core/secret.ts';

// The first command line of a file loads the whole program, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** What one command line came to. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, with a world of its own. */
export async function command(
  words: readonly string[],
  world: Partial<CommandContext> & { readonly password?: string; readonly input?: string } = {},
): Promise<CommandResult> {
  const out: string[] = [];
  const err: string[] = [];
  let code = 0;
  const context: CommandContext = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    words,
    environment: {},
    inIsTerminal: false,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: () => 100,
    rows: () => 24,
    homeDirectory: '/nonexistent',
    localUser: 'tester',
    clock: systemClock,
    interrupted: new AbortController().signal,
    endedBySignals: (work) => work(),
    pipedInput: async () => false,
    readInput: async () => Buffer.from(world.input ?? ''),
    askSecret: async () => new Secret(world.password ?? ''),
    confirm: async () => false,
    askStep: async () => 'no',
    exit: (given) => {
      code = given;
    },
    ...world,
  };
  await run(['node', 'havip-deploy', ...words], context);
  return { code, out: out.join(''), err: err.join('') };
}

/** Files in a folder of their own, and a port that counts who connects to it. */
export interface Bench {
  readonly folder: string;
  readonly port: number;
  readonly connects: () => number;
  /** Writes a file and gives its path. */
  readonly write: (name: string, text: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'havip-cli-'));
  let connects = 0;
  const server = createServer((socket) => {
    connects += 1;
    // Too old to be spoken with: who hangs up without a word is asked again for seconds.
    socket.resume().end('SSH-1.5-bench\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    folder,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connects: () => connects,
    write: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** A correct inventory of one cluster; both hosts lead to the port, by different names of this machine. */
export function inventoryText(port: number): string {
  return `all:
  vars:
    ansible_user: root
    ansible_port: ${port}
  children:
    web:
      vars:
        havip:
          address: 172.16.16.12
          virtual_router_id: 51
      hosts:
        HAVIP-01:
          ansible_host: 127.0.0.1
          private_ip: 172.16.16.5
          havip_role: primary
        HAVIP-02:
          ansible_host: localhost
          private_ip: 172.16.16.6
          havip_role: secondary
`;
}
