import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** Renders one template; a name that the variables lack is an error, not an empty text. */
export type Template<V extends object> = (variables: V) => string;

/**
 * A Handlebars template beside the role that uses it. Nothing is escaped, because what is rendered is
 * configuration, not HTML; `quote` in a template gives one word for a POSIX shell.
 */
export function template<V extends object>(location: URL): Template<V> {
  let render: Handlebars.TemplateDelegate<V> | undefined;
  return (variables) => {
    render ??= Handlebars.compile<V>(readFileSync(location, 'utf8'), { noEscape: true, strict: true });
    return render(variables);
  };
}
