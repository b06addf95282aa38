import type { Secret } from '../../core/secret.ts';
import { decryptBody, encryptBody } from './cipher.ts';

/** A password, and the id that it was given with; `default` where none was. */
export interface VaultKey {
  readonly id: string;
  readonly password: Secret;
}

const HEADER = /^\$ANSIBLE_VAULT;(1\.[12]);AES256(?:;([^\n]*))?$/;
const COLUMNS = 80;

/** Whether a text is in ansible-vault's format. */
export function isVault(text: string): boolean {
  return text.startsWith('$ANSIBLE_VAULT;');
}

/** What an encrypted content is; or why it cannot be told, in one sentence. */
export type Opened = { readonly bytes: Uint8Array; readonly key: VaultKey } | { readonly error: string };

/** Opens a vault of format 1.1 or 1.2: with the keys of its id first, then with all others, as ansible-vault does. */
export function openVault(vault: string, keys: readonly VaultKey[]): Opened {
  const [first = '', ...lines] = vault.trim().split(/\r?\n/);
  const header = HEADER.exec(first.trim());
  if (header === null) return { error: 'It is of no known vault format; known are 1.1 and 1.2 with AES256.' };
  if (keys.length === 0) return { error: 'There is no vault password.' };
  const id = header[2]?.trim();
  const body = lines.map((line) => line.trim()).join('');
  const ordered = [...keys.filter((key) => key.id === id), ...keys.filter((key) => key.id !== id)];
  for (const key of ordered) {
    const plain = decryptBody(body, key.password.reveal());
    if (plain !== undefined) return { bytes: plain, key };
  }
  const which = id === undefined ? '' : ` It is encrypted with the id "${id}".`;
  return { error: `No vault password that was given opens it.${which}` };
}

/** A content in ansible-vault's format: 1.2 where the key has an id of its own, otherwise 1.1. */
export function sealVault(content: string | Uint8Array, key: VaultKey): string {
  const header = key.id === 'default' ? '$ANSIBLE_VAULT;1.1;AES256' : `$ANSIBLE_VAULT;1.2;AES256;${key.id}`;
  const body = encryptBody(
    typeof content === 'string' ? Buffer.from(content) : Buffer.from(content),
    key.password.reveal(),
  );
  const lines = body.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return `${[header, ...lines].join('\n')}\n`;
}
