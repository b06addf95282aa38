import type { World } from '../world/world.ts';
import { type Reply, refused } from './reply.ts';

const LIFETIME_MS = 24 * 3_600_000;

/**
 * The answer that a client token got the first time. It is the same answer even where what was made then has been
 * deleted since: a token stands for one attempt, not for a name.
 */
export function replayed(world: World, action: string, parameters: unknown, nowMs: number): Reply | null {
  const use = world.tokens[keyOf(action, parameters) ?? ''];
  if (use === undefined || nowMs - use.atMs > LIFETIME_MS) return null;
  return use.parameters === canonical(parameters)
    ? { ok: true, fields: use.answer }
    : refused(
        'UnsupportedOperation.IdempotentParameterMismatch',
        'The client token was used with other parameters.',
      );
}

/** Keeps what a successful call with a client token gave. */
export function remember(
  world: World,
  action: string,
  parameters: unknown,
  reply: Reply,
  nowMs: number,
): void {
  const key = keyOf(action, parameters);
  if (key === null || !reply.ok) return;
  const answer = structuredClone(reply.fields);
  world.tokens[key] ??= { parameters: canonical(parameters), answer, atMs: nowMs };
}

function keyOf(action: string, parameters: unknown): string | null {
  const token =
    typeof parameters === 'object' && parameters !== null
      ? Reflect.get(parameters, 'ClientToken')
      : undefined;
  return typeof token === 'string' && token !== '' ? `${action} ${token}` : null;
}

/** Parameters as text, whatever the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
