/** Text that is markup already; everything else is escaped where it is put into a template. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template; `undefined`, `null` and `false` print nothing. */
export type Content = Markup | string | number | undefined | null | false | readonly Content[];

/** HTML, SVG or XML: `` markup`<p>${text}</p>` ``. Values are escaped, lists joined, markup left as it is. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const text = parts.map((part, index) => part + (index < values.length ? rendered(values[index]) : ''));
  return new Markup(text.join(''));
}

/** Text that means itself in element content and in quoted attributes, also in XML. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll(
      /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    );
}

function rendered(content: Content): string {
  if (content === undefined || content === null || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(rendered).join('');
  return escapeMarkup(String(content));
}
