import type { Playbook } from '../../src/api/types.ts';
import { success } from '../../src/core/outcome.ts';
import { havipKinds } from '../../src/havip/kinds.ts';
import type { HavipRequest } from '../../src/havip/request.ts';
import { checkRequest } from '../../src/run/check/check-request.ts';
import { type RunResult, runPlaybook } from '../../src/run/run-playbook.ts';
import { loaded } from '../inventory/folder.ts';
import { DoubleConnection } from './double/connection.ts';
import { Machine } from './double/machine.ts';

/** Many hosts of no cluster, in memory, with names such as `web-001`. */
export class FleetBench {
  readonly machines = new Map<string, Machine>();
  /** Machines that do not answer. */
  readonly away = new Set<string>();
  /** What was sent, in order: `web-001: making changes`. */
  readonly sent: string[] = [];
  /** Sessions that are open at the moment, and the most at one time. */
  open = 0;
  most = 0;

  constructor(count: number) {
    const wire = { speakers: new Map(), moves: [] };
    for (let number = 1; number <= count; number += 1) {
      const name = `web-${String(number).padStart(3, '0')}`;
      this.machines.set(name, new Machine(name, '172.16.16.5', wire));
    }
  }

  get names(): string[] {
    return [...this.machines.keys()];
  }

  async run(playbook: Playbook, more: Partial<HavipRequest> = {}): Promise<RunResult> {
    const inventory = await loaded(
      `all:\n  children:\n    web:\n      hosts:\n        web-[001:${String(this.machines.size).padStart(3, '0')}]: {}\n`,
    );
    const request: HavipRequest = {
      command: 'run',
      playbook,
      inventory,
      check: false,
      forks: 40,
      selection: { tags: [], skipTags: [] },
      verify: 'never',
      ...more,
    };
    const found = checkRequest(request, havipKinds(request));
    if (found.length > 0) throw new Error(found.map(({ summary }) => summary).join('\n'));
    const at = new Date('2026-01-01T00:00:00Z');
    return runPlaybook(request, havipKinds(request), {
      connect: async ({ name }) => this.#connect(name),
      clock: { monotonicMs: () => performance.now(), wall: () => at },
      onEvent: () => undefined,
      signal: new AbortController().signal,
      version: '0.0.0',
    });
  }

  #connect(name: string) {
    const machine = this.machines.get(name);
    if (machine === undefined || this.away.has(name))
      return {
        ok: false,
        problems: [{ code: 'connection.refused', summary: 'no answer', host: name }],
      } as const;
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    const connection = new DoubleConnection(machine, () => ({
      away: this.away,
      cut: undefined,
      onProgram: (host, label) => void this.sent.push(`${host}: ${label}`),
      onDeath: () => undefined,
    }));
    connection.close = async () => {
      this.open -= 1;
    };
    return success(connection);
  }
}
