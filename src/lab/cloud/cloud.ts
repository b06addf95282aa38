import { randomUUID } from 'node:crypto';
import type { Action } from './action.ts';
import { actionsOf } from './actions/index.ts';
import { admit, type Incoming } from './http/admission.ts';
import { CallLog } from './http/call-log.ts';
import { type Fault, FaultList, takesEffect } from './http/faults.ts';
import { RateLimit } from './http/rate-limit.ts';
import { type Refused, type Reply, refused } from './http/reply.ts';
import type { Credential } from './http/signature.ts';
import { remember, replayed } from './http/tokens.ts';
import { settleTasks } from './world/tasks.ts';
import type { World } from './world/world.ts';

export interface CloudOptions {
  readonly regions: readonly string[];
  readonly credentials: readonly Credential[];
  /** The first three bytes of the addresses that it gives as public ones. */
  readonly publicRange: string;
  /** This machine's clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Called whenever a call, a task or an announcement may have changed the world. */
  readonly onChange?: () => void;
}

/** An answer, and what is to go wrong with its way back. */
export interface Answer {
  readonly body: string;
  readonly fault: Fault | undefined;
}

/** The API of a small cloud, without its network. */
export class Cloud {
  readonly world: World;
  readonly faults = new FaultList();
  readonly log = new CallLog();
  readonly #options: CloudOptions;
  readonly #actions: Readonly<Record<string, Action>>;
  readonly #rate = new RateLimit();

  constructor(world: World, options: CloudOptions) {
    this.world = world;
    this.#options = options;
    this.#actions = actionsOf(options.publicRange);
  }

  /** The cloud's own time in milliseconds since 1970. */
  now(): number {
    return this.#options.now() + this.world.settings.clockSkewSeconds * 1000;
  }

  /** Finishes the asynchronous work that is due. */
  settle(looks = false): void {
    if (settleTasks(this.world, this.now(), looks)) this.#options.onChange?.();
  }

  answer(request: Incoming): Answer {
    const requestId = randomUUID();
    const name = request.headers['x-tc-action'] ?? '';
    const fault = this.faults.take(name);
    const admitted = admit(request, { ...this.#options, actions: this.#actions }, this.now());
    const performed = takesEffect(fault) ? this.#perform(name, admitted, requestId, fault) : LOST;
    const reply = forced(fault) ?? performed;
    this.log.add({
      atMs: this.#options.now(),
      action: name,
      kind: (Object.hasOwn(this.#actions, name) ? this.#actions[name]?.kind : undefined) ?? 'unknown',
      parameters: admitted.ok ? admitted.parameters : null,
      requestId,
      outcome: reply.ok ? 'ok' : reply.code,
      fault: fault?.kind ?? null,
      applied: performed.ok,
      client: request.headers['x-tc-requestclient'] ?? request.headers['user-agent'] ?? '',
    });
    const fields = reply.ok ? reply.fields : { Error: { Code: reply.code, Message: reply.message } };
    return { body: JSON.stringify({ Response: { ...fields, RequestId: requestId } }), fault };
  }

  #perform(
    name: string,
    admitted: ReturnType<typeof admit>,
    requestId: string,
    fault: Fault | undefined,
  ): Reply {
    if (!admitted.ok) return admitted;
    const nowMs = this.now();
    if (!this.#rate.admits(name, this.#options.now(), this.world.limits.requestsPerSecond)) return THROTTLED;
    const { action, parameters } = admitted;
    this.settle(action.kind === 'reading');
    const before = replayed(this.world, name, parameters, nowMs);
    if (before !== null) return before;
    const taskFailure = fault?.kind === 'task-fails' ? fault.message : null;
    const reply = action.answer(parameters, { world: this.world, requestId, nowMs, taskFailure });
    remember(this.world, name, parameters, reply, nowMs);
    this.#options.onChange?.();
    return structuredClone(reply);
  }
}

const LOST = refused('InternalError', 'It never got that far.');

const THROTTLED = refused(
  'RequestLimitExceeded',
  'Your current request times equals to 20 in a second, which exceeds the frequency limit for a second. Please reduce the frequency of calls.',
);

/** An answer that a fault puts in place of the right one. */
function forced(fault: Fault | undefined): Refused | null {
  if (fault?.kind === 'throttle') return THROTTLED;
  return fault?.kind === 'error' ? refused(fault.code, fault.message) : null;
}
