/** A text that is no keepalived.conf yet, or not in a form that keepalived reads. */
export interface ForeignText {
  readonly message: string;
  readonly fix: string;
  readonly line: number;
}

/** Marks of template languages, each of which would give dozens of findings that all mean the same. */
const TEMPLATES: readonly (readonly [string, RegExp])[] = [
  ['a Go template', /\{\{-?\s*(?:range|if|end|with|else|\.)/],
  ['a Jinja template', /\{%[-+]?\s*\w|\{\{.*\}\}|\{#.*#\}/],
  ['an ERB template', /<%[-=]?/],
  ['a Puppet template', /<\|/],
];

function templateAt(line: string): string | undefined {
  return TEMPLATES.find(([, mark]) => mark.test(line))?.[0];
}

/**
 * Whether a text is a template, UTF-16 or no text at all; undefined where it may be a configuration. One
 * finding that says so is worth more than all that would follow from it.
 */
export function foreignText(text: string): ForeignText | undefined {
  const start = text.slice(0, 4096);
  const nulls = start.length - start.replaceAll('\0', '').length;
  if (nulls > start.length / 4) {
    const message = 'the file is UTF-16: keepalived reads bytes and finds no keyword in it';
    return { message, fix: 'Save it as UTF-8 or ASCII: iconv -f UTF-16 -t UTF-8 FILE', line: 1 };
  }
  if (nulls > 0) return { message: 'the file is no text', fix: 'Give a keepalived.conf', line: 1 };
  for (const [index, raw] of text.split('\n', 10_000).entries()) {
    const what = templateAt(raw.slice(0, 2000));
    if (what === undefined) continue;
    return {
      message: `this is ${what}: only what comes of it can be checked`,
      fix: 'Render it and check the result, or check the file on a machine',
      line: index + 1,
    };
  }
  return undefined;
}
