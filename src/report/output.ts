import type { Redactor } from '../core/secret.ts';

/** A text between two escape sequences, or one escape sequence of ours. */
const PIECE = /\x1b\[[0-9;?]*[A-Za-z]|[^\x1b]+|\x1b/g;

/**
 * The one gate to a terminal or file: whatever passes is masked once more. Escape sequences are left alone,
 * or a secret such as `31` would break colours instead of being hidden.
 */
export function maskedWriter(write: (text: string) => void, redactor: Redactor): (text: string) => void {
  return (text) => {
    const masked = text.replace(PIECE, (piece) =>
      piece.startsWith('\x1b') ? piece : redactor.redact(piece),
    );
    if (masked !== '') write(masked);
  };
}
