import type { AgeKeys } from './age-keys.ts';
import type { SopsMetadata } from './metadata.ts';

/** The key of a file's values, or why it cannot be had, in one sentence. */
export type DataKey = { readonly key: Buffer } | { readonly error: string };

/** Opens a file's data key with keys of age. */
export async function openDataKey({ age, needsGroups }: SopsMetadata, keys: AgeKeys): Promise<DataKey> {
  if (needsGroups)
    return { error: 'It takes keys of several groups at once, which only the program sops opens.' };
  if (age.length === 0) return { error: 'It has no key of age.' };
  if (keys.identities.length === 0)
    return { error: `There is no key of age in ${keys.lookedAt.join(', ')}.` };
  // Only here: few inventories have such files, and it takes a while to load.
  const { armor, Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  for (const identity of keys.identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      return { error: 'A key of age is misspelt.' };
    }
  }
  for (const armoured of age) {
    try {
      return { key: Buffer.from(await decrypter.decrypt(armor.decode(armoured.trim()))) };
    } catch {
      // For another recipient; the next one may be ours.
    }
  }
  return { error: `No key of age that was found opens it (looked at: ${keys.lookedAt.join(', ')}).` };
}
