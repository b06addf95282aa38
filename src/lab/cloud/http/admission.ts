import type { Action } from '../action.ts';
import { type Refused, refused } from './reply.ts';
import { type Credential, signatureProblem } from './signature.ts';

/** A request as it came. */
export interface Incoming {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What the front door lets in. */
export interface Rules {
  readonly actions: Readonly<Record<string, Action>>;
  readonly regions: readonly string[];
  readonly credentials: readonly Credential[];
}

/** Of every service here. */
const VERSION = '2017-03-12';
const MOST_SKEW_SECONDS = 300;

export type Admitted = { readonly ok: true; readonly action: Action; readonly parameters: unknown } | Refused;

/** Checks a request in the order in which the real front door is likely to: form, action, time, signature, region. */
export function admit(request: Incoming, rules: Rules, nowMs: number): Admitted {
  const { headers, method, body } = request;
  const type = (headers['content-type'] ?? '').toLowerCase();
  if (method !== 'POST' || !/^application\/json(; ?charset=utf-8)?$/.test(type))
    return refused('UnsupportedProtocol', 'Only POST with the content type application/json is taken here.');
  const missing = ['Action', 'Version', 'Timestamp'].find((name) => !headers[`x-tc-${name.toLowerCase()}`]);
  if (missing !== undefined) return missingParameter(missing);
  const name = headers['x-tc-action'] ?? '';
  const action = Object.hasOwn(rules.actions, name) ? rules.actions[name] : undefined;
  if (action === undefined)
    return refused('InvalidAction', `The request action=\`${name}\` is invalid or not found.`);
  if (headers['x-tc-version'] !== VERSION)
    return refused('NoSuchVersion', `The version \`${headers['x-tc-version']}\` does not exist.`);
  const unsigned =
    timeProblem(headers['x-tc-timestamp'] ?? '', nowMs) ??
    signatureProblem({ headers, body, service: action.service }, rules.credentials) ??
    regionProblem(headers['x-tc-region'], rules.regions);
  if (unsigned !== null) return unsigned;
  const parameters = parse(body);
  return parameters === undefined
    ? refused('InvalidParameter', 'The body is no JSON object.')
    : { ok: true, action, parameters };
}

function timeProblem(timestamp: string, nowMs: number): Refused | null {
  if (!/^\d{1,12}$/.test(timestamp))
    return refused('InvalidParameterValue', 'The timestamp is no number of seconds.');
  const skew = Math.abs(nowMs / 1000 - Number(timestamp));
  return skew <= MOST_SKEW_SECONDS
    ? null
    : refused(
        'AuthFailure.SignatureExpire',
        `The provided credentials have expired: the timestamp differs from the server's time by ${Math.round(skew)} s.`,
      );
}

function regionProblem(region: string | undefined, known: readonly string[]): Refused | null {
  if (region === undefined || region === '') return missingParameter('Region');
  return known.includes(region)
    ? null
    : refused('UnsupportedRegion', `The region \`${region}\` is not supported.`);
}

function missingParameter(name: string): Refused {
  return refused('MissingParameter', `The request is missing a required parameter \`${name}\`.`);
}

function parse(body: Uint8Array): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
