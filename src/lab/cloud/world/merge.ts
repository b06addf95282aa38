import type { World } from './world.ts';

type Data = Record<string, unknown>;

/**
 * Changes data by a JSON merge patch (RFC 7396): objects are merged, null removes, anything else replaces. A text is
 * not removed but becomes null, as a field without a value is in the API.
 */
export function mergePatch(target: object, patch: Data): void {
  for (const [key, value] of Object.entries(patch)) {
    const old: unknown = Reflect.get(target, key);
    if (value === null && !isText(old)) Reflect.deleteProperty(target, key);
    else if (isData(value) && isData(old)) mergePatch(old, value);
    else Reflect.set(target, key, value);
  }
}

/** Makes one world like another, in place. */
export function replaceWorld(world: World, other: World): void {
  for (const key of Object.keys(world)) Reflect.deleteProperty(world, key);
  Object.assign(world, structuredClone(other));
}

function isText(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
