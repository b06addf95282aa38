import { ExecRunner } from '../exec/exec-runner.ts';
import type { Finding } from '../problem-list.ts';
import { type Opened, openVault, type VaultKey } from './vault.ts';

const FIX =
  'Give the password: --ask-vault-pass, --vault-password-file FILE, or --vault-id ID@FILE; or ANSIBLE_VAULT_PASSWORD_FILE.';

/** Opens encrypted texts with the keys of a run, each text once: deriving a key takes a while. */
export class VaultOpener {
  /** For values that are what a command prints. */
  readonly commands: ExecRunner;
  readonly #keys: readonly VaultKey[];
  readonly #opened = new Map<string, Opened>();

  constructor(keys: readonly VaultKey[], commands = new ExecRunner()) {
    this.#keys = keys;
    this.commands = commands;
  }

  open(vault: string, what: string): { readonly text: string } | { readonly finding: Finding } {
    const opened = this.#opened.get(vault) ?? openVault(vault, this.#keys);
    this.#opened.set(vault, opened);
    if ('bytes' in opened) return { text: Buffer.from(opened.bytes).toString('utf8') };
    return {
      finding: {
        name: 'vault',
        summary: `${what} is encrypted with ansible-vault`,
        detail: opened.error,
        fix: FIX,
      },
    };
  }
}
