import type * as z from 'zod';
import { messageOf } from '../../../core/text/message-of.ts';
import type { CloudKeys } from '../../credentials.ts';
import type { CloudConnection, CloudDeps } from '../../deps.ts';
import { type Answer, type CallFailure, readAnswer } from './answer.ts';
import { authorization, CONTENT_TYPE } from './sign.ts';

/** Both services have had one version since 2017. */
const VERSION = '2017-03-12';
const TIMEOUT_MS = 10_000;
/** Tencent's own hosts begin with the service: `vpc.tencentcloudapi.com`, `vpc.intl.tencentcloudapi.com`. */
const OWN_HOST = /^(?:vpc|cvm)\.(.*\btencentcloudapi\.com)$/;

export interface ApiRequest<T> {
  readonly service: 'vpc' | 'cvm';
  readonly action: string;
  /** Keys that are undefined are left out. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Of the answer's `Response`. */
  readonly schema: z.ZodType<T>;
}

/** The URL of a service. An endpoint of Tencent's stands for all its services, any other serves them all. */
export function serviceUrl(service: string, endpoint = 'https://vpc.tencentcloudapi.com'): URL {
  const url = new URL('/', endpoint);
  const own = OWN_HOST.exec(url.hostname);
  if (own !== null) url.hostname = `${service}.${own[1]}`;
  return url;
}

/** Sends one request once. */
export async function send<T>(
  { service, action, params, schema }: ApiRequest<T>,
  { region, endpoint }: CloudConnection,
  keys: CloudKeys,
  { fetch, clock, timeoutMs = TIMEOUT_MS }: CloudDeps,
): Promise<Answer<T>> {
  const url = serviceUrl(service, endpoint);
  const body = JSON.stringify(params);
  const timestamp = Math.floor(clock.wall().getTime() / 1000);
  const headers = {
    Authorization: authorization({ service, host: url.host, body, timestamp }, keys),
    'Content-Type': CONTENT_TYPE,
    'X-TC-Action': action,
    'X-TC-Version': VERSION,
    'X-TC-Timestamp': String(timestamp),
    'X-TC-Region': region,
    'X-TC-Language': 'en-US',
    ...(keys.token === undefined ? {} : { 'X-TC-Token': keys.token.reveal() }),
  };
  try {
    // A redirect would carry the session token elsewhere.
    const init = { method: 'POST', headers, body, redirect: 'manual' } as const;
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const skewMs = skewOf(response.headers.get('date'), clock.wall());
    return readAnswer(action, { status: response.status, text: await response.text(), skewMs }, schema);
  } catch (error) {
    return { ok: false, failure: networkFailure(action, url, error, timeoutMs) };
  }
}

function skewOf(date: string | null, now: Date): number | undefined {
  const server = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(server) ? undefined : server - now.getTime();
}

/** What fetch says is "fetch failed"; the reason is its cause, or the first one of several. */
function networkFailure(action: string, url: URL, error: unknown, timeoutMs: number): CallFailure {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  const reason = messageOf(first);
  return {
    action,
    kind: 'network',
    code: timedOut ? 'TIMEOUT' : codeOf(first),
    message: timedOut ? `no answer from ${url.host} within ${timeoutMs / 1000} s` : `${url.host}: ${reason}`,
    requestId: undefined,
    skewMs: undefined,
  };
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
