import type { Playbook } from '../../src/api/types.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { success } from '../../src/core/outcome.ts';
import type { Inventory } from '../../src/inventory/types.ts';
import { checkRequest } from '../../src/run/check-request.ts';
import type { RunRequest } from '../../src/run/request.ts';
import { type RunResult, runPlaybook } from '../../src/run/run-playbook.ts';
import { loaded } from '../inventory/folder.ts';
import { FolderFleet } from './fleet.ts';

/** A pair behind one address, and two hosts of no cluster. */
const INVENTORY = `all:
  children:
    web:
      vars:
        havip: { address: 172.16.16.12, virtual_router_id: 51, profile: fast }
      hosts:
        one: { ansible_host: 172.16.16.5, havip_role: primary }
        two: { ansible_host: 172.16.16.6, havip_role: secondary }
    apps:
      hosts:
        app1: { ansible_host: 172.16.16.21 }
        app2: { ansible_host: 172.16.16.22 }
        app3: { ansible_host: 172.16.16.23 }
`;

const ADDRESSES = {
  one: '172.16.16.5',
  two: '172.16.16.6',
  app1: '172.16.16.21',
  app2: '172.16.16.22',
  app3: '172.16.16.23',
};

/** What a run on the bench came to. */
export interface BenchRun {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  readonly notices: readonly string[];
  /** Codes of all problems. */
  readonly codes: readonly string[];
  /** Names of what each host was changed by. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
}

/** A fleet of folders and the real runner on it. */
export class Bench {
  readonly fleet = new FolderFleet(ADDRESSES);
  readonly interrupt = new AbortController();
  /** Every question that a run asked a person, and what was answered. */
  readonly asked: string[] = [];
  #runs = 0;

  /** Runs a playbook as the command line would, without drills. */
  async run(playbook: Playbook, request: Partial<RunRequest> = {}): Promise<BenchRun> {
    const inventory = request.inventory ?? (await this.inventory());
    const events: RunEvent[] = [];
    const whole: RunRequest = {
      command: 'up',
      playbook,
      inventory,
      check: false,
      forks: 10,
      selection: { tags: [], skipTags: [] },
      verify: 'never',
      ...request,
    };
    const found = checkRequest(whole);
    if (found.length > 0) throw new Error(found.map(({ code, summary }) => `${code} ${summary}`).join('\n'));
    this.#runs += 1;
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, this.#runs));
    const result = await runPlaybook(whole, {
      connect: async ({ name }) =>
        this.fleet.away.has(name)
          ? { ok: false, problems: [{ code: 'connection.refused', summary: 'no answer', host: name }] }
          : success(this.fleet.connect(name)),
      clock: { ...systemClock, wall: () => at },
      onEvent: (event) => void events.push(event),
      signal: this.interrupt.signal,
      confirm: async (question) => this.asked.push(question) > 0,
      version: '0.0.0',
    });
    return {
      result,
      events,
      notices: events.flatMap((event) => (event.type === 'notice' ? [event.text] : [])),
      codes: result.errors.map(({ code }) => code),
      changed: Object.fromEntries(
        Object.entries(result.hosts).map(([name, { tasks }]) => [
          name,
          tasks.filter(({ changed }) => changed).map((task) => task.name),
        ]),
      ),
    };
  }

  inventory(text = INVENTORY): Promise<Inventory> {
    return loaded(text);
  }

  /** Lets every lease on the machines run out, as when the control machine has died a minute ago. */
  expireLeases(): void {
    for (const name of Object.keys(ADDRESSES)) {
      const path = '/var/lib/havip-deploy/lock/lease';
      const lease = this.fleet.read(name, path);
      if (lease !== undefined) this.fleet.put(name, path, lease.replace(/^expiresAt=.*$/m, 'expiresAt=1'));
    }
  }
}
