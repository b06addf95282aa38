import * as z from 'zod';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { CloudCredentials, CloudKeys, CredentialWorld } from '../../credentials.ts';
import { type CredentialSource, secretKeys } from './source.ts';

/** Answers on Tencent's own machines only. */
const METADATA = 'http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/';
const TIMEOUT_MS = 1000;
/** New keys are asked for so long before the old ones end. */
const RENEW_BEFORE_MS = 300_000;

const answer = z.object({
  Code: z.literal('Success'),
  TmpSecretId: z.string().min(1),
  TmpSecretKey: z.string().min(1),
  Token: z.string().min(1),
  /** Seconds since 1970. */
  ExpiredTime: z.number(),
});

interface RoleKeys {
  readonly keys: CloudKeys;
  readonly endsAtMs: number;
}

/** The role of the machine that havip-deploy runs on, where that is a CVM with one. */
export const fromRole: CredentialSource = {
  name: 'the role of this CVM (metadata.tencentyun.com)',
  find: async (world) => {
    const name = await get('', world);
    // Nobody answers anywhere but on a CVM, and there, without a role, it is "not found".
    if (name === undefined || !/^[\w.@-]+$/.test(name)) return success(undefined);
    const first = await keysOf(name, world);
    return first.ok ? success(renewing(name, first.value, world)) : first;
  },
};

function renewing(name: string, first: RoleKeys, world: CredentialWorld): CloudCredentials {
  let latest = first;
  let renewal: Promise<Outcome<RoleKeys>> | undefined;
  const renew = async (): Promise<Outcome<RoleKeys>> => {
    const renewed = await keysOf(name, world);
    // A failure is forgotten, so that the next request tries again.
    renewal = undefined;
    if (renewed.ok) latest = renewed.value;
    return renewed;
  };
  return {
    provider: 'tencent',
    origin: `the role ${name} of this CVM`,
    current: async () => {
      const leftMs = latest.endsAtMs - world.now().getTime();
      if (leftMs > RENEW_BEFORE_MS) return success(latest.keys);
      renewal ??= renew();
      const renewed = await renewal;
      if (renewed.ok) return success(renewed.value.keys);
      return leftMs > 0 ? success(latest.keys) : renewed;
    },
  };
}

async function keysOf(name: string, world: CredentialWorld): Promise<Outcome<RoleKeys>> {
  const text = await get(name, world);
  const parsed = answer.safeParse(parseJson(text ?? ''));
  if (!parsed.success) {
    return failure({
      code: 'cloud.role-keys',
      summary: `The role ${name} of this CVM gives no keys`,
      detail: text === undefined ? 'The metadata service does not answer.' : 'Its answer has no keys in it.',
      fix: 'Check the role in the console of CAM, or give keys in the environment.',
    });
  }
  const { TmpSecretId: id, TmpSecretKey: key, Token: token, ExpiredTime: ends } = parsed.data;
  return success({ keys: secretKeys({ id, key, token }, world), endsAtMs: ends * 1000 });
}

/** What the metadata service says; undefined where it does not answer, or not with a success. */
async function get(path: string, { fetch }: CredentialWorld): Promise<string | undefined> {
  try {
    const init = { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' } as const;
    const response = await fetch(METADATA + path, init);
    const text = (await response.text()).trim();
    return response.ok ? text : undefined;
  } catch {
    // Off the cloud there is no such host; the list of places looked at says that it was tried.
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON fits no schema; the text may hold keys and is not told.
    return undefined;
  }
}
