import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { CloudCredentials } from '../../credentials.ts';
import type { CloudConnection, CloudDeps } from '../../deps.ts';
import type { Answer, CallFailure } from './answer.ts';
import { problemOf } from './problems.ts';
import { type ApiRequest, send } from './request.ts';
import { mayHaveWorked, patienceMs, pauseMs } from './retry.ts';

export interface Call<T> extends ApiRequest<T> {
  /**
   * Asked before a call is repeated of which nobody knows whether it worked: what it was to bring about,
   * if that is there.
   */
  readonly done?: () => Promise<T | undefined>;
  /** Refusals that the caller has its own answer to. */
  readonly expected?: readonly RegExp[];
}

/** Calls of one account in one region: signed, paced, repeated where that helps. */
export interface TencentClient {
  readonly deps: CloudDeps;
  readonly region: string;
  /** Failures are problems, but for those that are expected. */
  call<T>(call: Call<T>): Promise<Outcome<Answer<T>>>;
  /** Every failure is a problem. */
  ask<T>(call: Call<T>): Promise<Outcome<T>>;
  problem(failure: CallFailure): Problem;
}

export function createClient(
  connection: CloudConnection,
  credentials: CloudCredentials,
  deps: CloudDeps,
): TencentClient {
  const problem = (failed: CallFailure): Problem =>
    problemOf(failed, { region: connection.region, keysFrom: credentials.origin });

  const attempt = async <T>(request: ApiRequest<T>): Promise<Outcome<Answer<T>>> => {
    await deps.pace.turn();
    // Asked each time: those of a machine's role change.
    const keys = await credentials.current();
    return keys.ok ? success(await send(request, connection, keys.value, deps)) : keys;
  };

  const call = async <T>(wanted: Call<T>): Promise<Outcome<Answer<T>>> => {
    const begun = deps.clock.monotonicMs();
    for (let repetition = 0; ; repetition += 1) {
      const outcome = await attempt(wanted);
      const failed = unexpected(outcome, wanted);
      if (failed === undefined) return outcome;
      if (!(await pausedAfter(failed, repetition, begun))) return failure(problem(failed));
      const value = mayHaveWorked(failed) ? await wanted.done?.() : undefined;
      if (value !== undefined) return success({ ok: true, value, requestId: '' });
    }
  };

  /** Waits before the next attempt; false where there is to be none. */
  const pausedAfter = async (failed: CallFailure, repetition: number, begun: number): Promise<boolean> => {
    const pause = pauseMs(repetition, deps.random());
    const spent = deps.clock.monotonicMs() + pause - begun;
    if (spent > patienceMs(failed) || deps.signal.aborted) return false;
    await deps.sleep(pause);
    return true;
  };

  const ask = async <T>(wanted: Call<T>): Promise<Outcome<T>> => {
    const outcome = await call(wanted);
    if (!outcome.ok) return outcome;
    return outcome.value.ok ? success(outcome.value.value) : failure(problem(outcome.value.failure));
  };

  return { deps, region: connection.region, call, ask, problem };
}

/** The failure that the client has to deal with; undefined for what the caller takes as it is. */
function unexpected<T>(outcome: Outcome<Answer<T>>, { expected = [] }: Call<T>): CallFailure | undefined {
  if (!outcome.ok || outcome.value.ok) return undefined;
  const { failure: failed } = outcome.value;
  return failed.kind === 'refused' && expected.some((code) => code.test(failed.code)) ? undefined : failed;
}
