import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Runtime from 'handlebars/runtime.js';
import type { Place, Problem } from '../core/problem.ts';
import { readNamedFile } from '../core/read-named-file.ts';
import { revealed } from '../core/secret.ts';
import { messageOf } from '../core/text/message-of.ts';
import { UserMistake } from '../core/user-code/user-code.ts';

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
 * @example
 * const site = template<{ readonly port: number }>(new URL('./templates/site.conf.hbs', import.meta.url));
 * const step = file({ path: '/etc/nginx/conf.d/site.conf', content: site({ port: 8080 }) });
 * @param location a URL beside the file that names it
 * @param compiled what the build has compiled ahead of time for the templates that come with the program
 */
export function template<V extends object>(location: URL, compiled?: Compiled): Template<V> {
  let render: HandlebarsTemplateDelegate<V> | undefined;
  return (variables) => {
    try {
      render ??= compiled === undefined ? compile<V>(location) : runtime.template<V>(compiled);
      return render(revealed(variables) as V);
    } catch (error) {
      throw new UserMistake({
        code: 'playbook.template',
        summary: summaryOf(error, location),
        fix: 'Correct the template, or what the role gives it: a name that the variables lack is an error.',
        ...placeIn(error, location),
      });
    }
  };
}

/**
 * Renders a template of a user's own; what is wrong with it is a problem with its place, not an exception.
 * @example const rendered = renderTemplate('/srv/templates/app.conf.hbs', { port: 8080 });
 */
export function renderTemplate(
  path: string,
  variables: object,
): { readonly text: string } | { readonly problem: Problem } {
  try {
    return { text: template<object>(pathToFileURL(path))(variables) };
  } catch (error) {
    if (error instanceof UserMistake) return { problem: error.problem };
    throw error;
  }
}

/** The compiler is loaded only for templates that need it. */
function compile<V extends object>(location: URL): HandlebarsTemplateDelegate<V> {
  const compiler: typeof import('handlebars') = createRequire(import.meta.url)('handlebars');
  return compiler.compile<V>(readNamedFile(location).toString('utf8'), OPTIONS);
}

/** What Handlebars says on one line: the lines between show the template without its line ends. */
function summaryOf(error: unknown, location: URL): string {
  const message = messageOf(error);
  if (isUnreadable(error)) return `there is no template that can be read at ${fileURLToPath(location)}`;
  const lines = message.split('\n');
  const last = lines.at(-1) ?? '';
  return lines.length > 1 && last.startsWith('Expecting')
    ? `the template cannot be parsed: ${last}`
    : message.replace(/ - \d+:\d+$/, '').replace(/ in \[object Object\]$/, '');
}

/** Nothing for a file that is not there: what counts is where the playbook names it. */
function placeIn(error: unknown, location: URL): { readonly source?: Place } {
  if (isUnreadable(error)) return {};
  const file = fileURLToPath(location);
  const { lineNumber, column } = error as { lineNumber?: unknown; column?: unknown };
  // Handlebars counts columns from 0.
  if (typeof lineNumber === 'number' && typeof column === 'number')
    return { source: { file, line: lineNumber, column: column + 1 } };
  const message = error instanceof Error ? error.message : '';
  const line = Number(/^Parse error on line (\d+):/.exec(message)?.[1] ?? 1);
  return { source: { file, line, column: 1 } };
}

function isUnreadable(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
