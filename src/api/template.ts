import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Runtime from 'handlebars/runtime.js';
import { revealed } from '../core/secret.ts';

/** Renders one template; a name that the variables lack is an error, not an empty text. */
export type Template<V extends object> = (variables: V) => string;

/** Its declarations give it the whole library's type only by the global name. */
const runtime = Runtime as unknown as Pick<typeof Handlebars, 'template'>;

/** By way of the module, so that the declarations name where it comes from. */
type Compiled = Parameters<typeof import('handlebars').template>[0];

/** Nothing is escaped, because what is rendered is configuration, not HTML. */
const OPTIONS = { noEscape: true, strict: true };

/**
 * A Handlebars template beside the role that uses it.
 * @param compiled what the build has compiled ahead of time for the templates that come with the program
 */
export function template<V extends object>(location: URL, compiled?: Compiled): Template<V> {
  let render: HandlebarsTemplateDelegate<V> | undefined;
  return (variables) => {
    render ??= compiled === undefined ? compile<V>(location) : runtime.template<V>(compiled);
    return render(revealed(variables) as V);
  };
}

/** The compiler is loaded only for templates that need it. */
function compile<V>(location: URL): HandlebarsTemplateDelegate<V> {
  const compiler: typeof import('handlebars') = createRequire(import.meta.url)('handlebars');
  return compiler.compile<V>(readFileSync(location, 'utf8'), OPTIONS);
}
