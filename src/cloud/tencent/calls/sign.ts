import { createHash, createHmac } from 'node:crypto';
import type { CloudKeys } from '../../credentials.ts';

/** Signed and sent alike. */
export const CONTENT_TYPE = 'application/json';

const ALGORITHM = 'TC3-HMAC-SHA256';
const SIGNED_HEADERS = 'content-type;host';

/** What a signature covers; action, region and token are not part of it. */
export interface SignedRequest {
  /** `vpc` or `cvm`. */
  readonly service: string;
  /** As the Host header has it, with a port that is not the scheme's own. */
  readonly host: string;
  readonly body: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly contentType?: string;
}

/**
 * The Authorization header of a request by Tencent Cloud's signature version 3.
 * @see https://www.tencentcloud.com/document/api/213/31575
 */
export function authorization(request: SignedRequest, { id, key }: Pick<CloudKeys, 'id' | 'key'>): string {
  const { service, timestamp } = request;
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const text = [ALGORITHM, timestamp, scope, sha256(canonical(request))].join('\n');
  const secret = ['tc3_request', text].reduce(hmac, hmac(hmac(`TC3${key.reveal()}`, date), service));
  const signature = secret.toString('hex');
  return `${ALGORITHM} Credential=${id.reveal()}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`;
}

function canonical({ host, body, contentType = CONTENT_TYPE }: SignedRequest): string {
  const headers = `content-type:${contentType}\nhost:${host}\n`;
  return ['POST', '/', '', headers, SIGNED_HEADERS, sha256(body)].join('\n');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
