import type { FoundCluster } from '../found.ts';

/** keepalived reads no more of a password. */
const LONGEST = 8;

/** A password in the clear, as version 2 has it; other kinds have no words. */
export function authentication({ members: [{ instance }] }: FoundCluster): Readonly<Record<string, unknown>> {
  const { version, authentication: found } = instance;
  if (version !== 2 || found?.type !== 'PASS' || found.pass === undefined) return {};
  return { auth_pass: Buffer.from(found.pass.value).subarray(0, LONGEST).toString('utf8') };
}
