import { Secret } from '../../core/secret.ts';

/** A value that is opened when somebody uses it, and masked until then. */
export abstract class ClosedValue {
  /** What a message calls its kind: `a value encrypted with SOPS`. */
  abstract readonly kind: string;

  toJSON(): unknown {
    return new Secret('').toJSON();
  }
}
