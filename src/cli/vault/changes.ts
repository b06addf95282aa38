import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { isVault, openVault, sealVault, type VaultKey } from '../../inventory/vault/vault.ts';
import type { CommandContext } from '../context.ts';
import type { Change } from './change-files.ts';

/** Encrypts what is not encrypted yet. */
export function encrypting(keys: readonly VaultKey[], id: string | undefined): Change {
  return (content, path) => {
    if (isVault(content.toString('latin1')))
      return refused(path, 'is encrypted already', 'Use rekey to encrypt it anew.');
    const key = chosenKey(keys, id);
    return key.ok ? success(sealVault(content, key.value)) : key;
  };
}

/** Gives what an encrypted file says, byte by byte. */
export function decrypting(keys: readonly VaultKey[]): Change {
  return (content, path) => opened(content, path, keys);
}

/** Encrypts anew with another key. */
export function rekeying(keys: readonly VaultKey[], key: VaultKey): Change {
  return (content, path) => {
    const plain = opened(content, path, keys);
    return plain.ok ? success(sealVault(plain.value, key)) : plain;
  };
}

function opened(content: Buffer, path: string, keys: readonly VaultKey[]): Outcome<Buffer> {
  const plain = openedWith(content, path, keys);
  return plain.ok ? success(Buffer.from(plain.value.bytes)) : plain;
}

function openedWith(
  content: Buffer,
  path: string,
  keys: readonly VaultKey[],
): Outcome<{ readonly bytes: Uint8Array; readonly key: VaultKey }> {
  const text = content.toString('latin1');
  if (!isVault(text)) return refused(path, 'is not encrypted', 'Name a file in the format of ansible-vault.');
  const plain = openVault(text, keys);
  return 'bytes' in plain
    ? success(plain)
    : refused(path, 'cannot be opened', 'Give its password.', plain.error);
}

/** Has a person edit what an encrypted file says; what is left as it is, is not encrypted anew. */
export function editing(context: CommandContext, keys: readonly VaultKey[]): Change {
  return (content, path) => {
    const plain = openedWith(content, path, keys);
    if (!plain.ok) return plain;
    const { bytes, key } = plain.value;
    const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-vault-'));
    try {
      const draft = join(folder, basename(path));
      writeFileSync(draft, bytes, { mode: 0o600 });
      const editor = context.environment.EDITOR ?? 'vi';
      const { status } = spawnSync('/bin/sh', ['-c', `${editor} "$1"`, 'edit', draft], { stdio: 'inherit' });
      if (status !== 0) return refused(path, 'is left as it is', 'The editor must end with 0.');
      const now = readFileSync(draft);
      return success(now.equals(bytes) ? undefined : sealVault(now, key));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** The key of an id; without one, the only id's. */
export function chosenKey(keys: readonly VaultKey[], id: string | undefined): Outcome<VaultKey> {
  const key = id === undefined ? keys[0] : keys.find((each) => each.id === id);
  if (key !== undefined && (id !== undefined || new Set(keys.map((each) => each.id)).size === 1))
    return success(key);
  return failure({
    code: 'usage.vault-id',
    summary: id === undefined ? 'several vault passwords are given' : `no vault password has the id "${id}"`,
    fix: 'Say with --encrypt-vault-id which one is to be used.',
  });
}

function refused(path: string, what: string, fix: string, detail?: string): Outcome<never> {
  return failure({
    code: 'usage.vault',
    summary: `${path} ${what}`,
    ...(detail === undefined ? {} : { detail }),
    fix,
  });
}
