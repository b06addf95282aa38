/** Text that is no template, whatever it looks like: `!unsafe`. */
export class UnsafeText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** As `ansible-inventory` prints it. */
  toJSON(): unknown {
    return { __ansible_unsafe: this.text };
  }
}
