import { openCloud } from '../../../../src/cloud/index.ts';
import { createPace } from '../../../../src/cloud/pace.ts';
import type { CloudProvider } from '../../../../src/cloud/provider.ts';
import { fixedCredentials } from '../../../../src/cloud/tencent/credentials/source.ts';
import type { Clock } from '../../../../src/core/clock.ts';
import { Secret } from '../../../../src/core/secret.ts';

/** What the endpoint does with one request: answers with fields, refuses, or anything that fetch may give. */
export type Reply =
  | { readonly fields: Readonly<Record<string, unknown>> }
  | { readonly refusal: string; readonly message?: string }
  | { readonly raw: Response }
  | { readonly thrown: Error };

/** A request as the endpoint saw it. */
export interface Sent {
  readonly action: string;
  readonly url: string;
  readonly headers: Headers;
  readonly params: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

/** The replies to one action: one after the other, the last one for good; or made from the request. */
export type Script = readonly Reply[] | ((sent: Sent) => Reply);

export interface ScriptedCloud {
  readonly cloud: CloudProvider;
  readonly sent: Sent[];
  /** Of one action. */
  readonly calls: (action: string) => Sent[];
  /** Milliseconds since the beginning. */
  readonly nowMs: () => number;
  readonly interrupt: AbortController;
}

export const fields = (given: Readonly<Record<string, unknown>>): Reply => ({ fields: given });
export const refusal = (code: string, message = 'as it pleases'): Reply => ({ refusal: code, message });

export const REQUEST_ID = 'fcb47621-838b-428e-8c33-6e210d93c451';
export const WALL = new Date('2023-11-14T22:13:20Z');

/** A provider whose requests go nowhere, and whose time passes only while it waits. */
export function scriptedCloud(
  scripts: Readonly<Record<string, Script>>,
  { endpoint, serverAheadMs = 0 }: { readonly endpoint?: string; readonly serverAheadMs?: number } = {},
): ScriptedCloud {
  let elapsed = 0;
  const clock: Clock = { monotonicMs: () => elapsed, wall: () => new Date(WALL.getTime() + elapsed) };
  const sleep = async (ms: number): Promise<void> => {
    elapsed += ms;
  };
  const sent: Sent[] = [];
  const interrupt = new AbortController();
  const answer: typeof fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    const action = headers.get('x-tc-action') ?? '';
    const params: unknown = JSON.parse(String(init?.body));
    const request = { action, url: String(url), headers, params: params as Sent['params'], atMs: elapsed };
    const before = sent.filter((each) => each.action === action).length;
    sent.push(request);
    const script = scripts[action];
    if (script === undefined) throw new Error(`unexpected ${action}`);
    const reply = typeof script === 'function' ? script(request) : (script[before] ?? script.at(-1));
    if (reply === undefined) throw new Error(`no reply to ${action}`);
    return respond(reply, new Date(clock.wall().getTime() + serverAheadMs));
  };
  const keys = {
    id: new Secret('AKIDEXAMPLE'),
    key: new Secret('SECRETEXAMPLE'),
    token: new Secret('TOKEN'),
  };
  const cloud = openCloud(
    { provider: 'tencent', region: 'ap-guangzhou', ...(endpoint === undefined ? {} : { endpoint }) },
    fixedCredentials('the environment', keys),
    {
      clock,
      sleep,
      fetch: answer,
      random: () => 0,
      pace: createPace(clock, sleep),
      signal: interrupt.signal,
    },
  );
  const calls = (action: string) => sent.filter((each) => each.action === action);
  return { cloud, sent, calls, nowMs: () => elapsed, interrupt };
}

function respond(reply: Reply, date: Date): Response {
  if ('thrown' in reply) throw reply.thrown;
  if ('raw' in reply) return reply.raw.clone();
  const body =
    'refusal' in reply ? { Error: { Code: reply.refusal, Message: reply.message } } : { ...reply.fields };
  return Response.json(
    { Response: { ...body, RequestId: REQUEST_ID } },
    { headers: { date: date.toUTCString() } },
  );
}
