/**
 * Characters that a terminal obeys, that turn the order of what is read around, or that nobody sees: control
 * characters but newline and tab, marks of direction, line separators, characters without width, and tags.
 */
export const UNSEEN =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * The text with such characters made visible (`^M`, `^[`, `<202e>`), so that what a machine or a file says
 * cannot move the cursor, recolour or retitle the reader's terminal, nor show something else than it is.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
    return code === 0x7f ? '^?' : `<${code.toString(16)}>`;
  });
}

/** JSON with the same characters escaped, which mean the same in it. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSEEN, (character) =>
    // Between the values of JSON stand newlines only, and those are none of them.
    [...character]
      .flatMap((each) => each.split(''))
      .map(escaped)
      .join(''),
  );
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
