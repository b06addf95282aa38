import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Refused, refused } from './reply.ts';

/** A key pair that may call; `token` with a temporary one. */
export interface Credential {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

/** As much of a request as its signature covers. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** The service that the action belongs to. */
  readonly service: string;
}

const ALGORITHM = 'TC3-HMAC-SHA256';
const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Recomputes a request's signature; null where it is right and its key may call. */
export function signatureProblem(request: SignedRequest, known: readonly Credential[]): Refused | null {
  const parts = AUTHORIZATION.exec(request.headers.authorization ?? '');
  if (parts === null)
    return refused('AuthFailure.InvalidAuthorization', 'The Authorization header is not as it should be.');
  const [, secretId = '', date = '', service = '', signedHeaders = '', signature = ''] = parts;
  const credential = known.find((each) => each.secretId === secretId);
  if (credential === undefined)
    return refused(
      'AuthFailure.SecretIdNotFound',
      'The SecretId is not found, please ensure that it is correct.',
    );
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('content-type'))
    return refused('AuthFailure.SignatureFailure', 'host and content-type have to be signed.');
  const timestamp = request.headers['x-tc-timestamp'] ?? '';
  if (new Date(Number(timestamp) * 1000).toISOString().slice(0, 10) !== date)
    return refused(
      'AuthFailure.SignatureFailure',
      'The date of the credential is not that of the timestamp.',
    );
  const right = hostsAndServices(request).some(
    (each) =>
      each.service === service &&
      same(signature, expected(request, { ...each, names, timestamp, date, key: credential.secretKey })),
  );
  if (!right)
    return refused(
      'AuthFailure.SignatureFailure',
      'The provided credentials could not be validated. Please check your signature is correct.',
    );
  return tokenProblem(credential, request.headers['x-tc-token']);
}

function tokenProblem(credential: Credential, given = ''): Refused | null {
  return given === (credential.token ?? '')
    ? null
    : refused('AuthFailure.TokenFailure', 'The token is not valid.');
}

/**
 * What a client may have signed for: the real host with the real service; or, because a client cannot choose the
 * Host header that its library sends, the host that it reached. The official SDK leaves the port out, and takes the
 * host's first label for the service.
 */
function hostsAndServices({ headers, service }: SignedRequest) {
  const reached = headers.host ?? '';
  const name = reached.replace(/:\d+$/, '');
  const region = headers['x-tc-region'] ?? '';
  return [
    { host: `${service}.tencentcloudapi.com`, service },
    { host: `${service}.intl.tencentcloudapi.com`, service },
    { host: `${service}.${region}.tencentcloudapi.com`, service },
    { host: reached, service },
    { host: name, service },
    ...(name.endsWith('.tencentcloudapi.com') ? [] : [{ host: name, service: name.split('.')[0] ?? '' }]),
  ];
}

interface Terms {
  readonly host: string;
  readonly service: string;
  readonly names: readonly string[];
  readonly timestamp: string;
  readonly date: string;
  readonly key: string;
}

function expected({ headers, body }: SignedRequest, terms: Terms): string {
  const headerValue = (name: string) =>
    name === 'host' ? terms.host : (headers[name] ?? '').trim().toLowerCase();
  const request = [
    'POST',
    '/',
    '',
    ...terms.names.map((name) => `${name}:${headerValue(name)}`),
    '',
    terms.names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${terms.date}/${terms.service}/tc3_request`;
  const toSign = [ALGORITHM, terms.timestamp, scope, sha256(request)].join('\n');
  const key = [terms.date, terms.service, 'tc3_request'].reduce<string | Buffer>(
    (secret, word) => createHmac('sha256', secret).update(word).digest(),
    `TC3${terms.key}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
