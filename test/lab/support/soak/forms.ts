import type { Form, Traits } from './traits.ts';

/** A configuration in its parts, as lines. */
export interface Written {
  readonly before: readonly string[];
  readonly instance: readonly string[];
  readonly after: readonly string[];
}

/** Files by path, and the words that keepalived is started with besides. */
export interface Formed {
  readonly config: string;
  readonly files: Readonly<Record<string, string>>;
  readonly words: string;
}

/** What one node has, in a form; `all` are all nodes' parts, whose lines agree in number, and `ids` their names. */
export function formed(
  form: Form,
  style: Traits['style'],
  all: readonly Written[],
  index: number,
  ids: readonly string[],
): Formed {
  const own = all[index] ?? all[0];
  if (own === undefined) throw new Error('no node');
  const text = (lines: readonly string[]) => styled(lines, style);
  const whole = [...own.before, ...own.instance, ...own.after];
  if (form === 'own files') return { config: text(whole), files: {}, words: '' };
  if (form === 'definitions') return { config: text(defined(whole)), files: {}, words: '' };
  if (form === 'included instance' || form === 'included part') return included(form, own, text);
  const names = form === '@id by option' ? all.map((_node, number) => `node${number}`) : ids;
  const everyone = all.map(({ before, instance, after }) => [...before, ...instance, ...after]);
  return {
    config: text(shared(everyone, names)),
    files: {},
    words: form === '@id by option' ? ` -i node${index}` : '',
  };
}

function included(form: Form, own: Written, text: (lines: readonly string[]) => string): Formed {
  const whole = form === 'included instance';
  const from = whole ? 0 : own.instance.findIndex((line) => line.includes('virtual_ipaddress {')) + 1;
  const to = whole ? own.instance.length : own.instance.indexOf('  }', from);
  const path = whole ? 'vrrp.d/instance.conf' : 'addresses.inc';
  const kept = [...own.instance.slice(0, from), `include ${path}`, ...own.instance.slice(to)];
  return {
    config: text([...own.before, ...kept, ...own.after]),
    files: { [`/etc/keepalived/${path}`]: text(own.instance.slice(from, to)) },
    words: '',
  };
}

/** One file for all: a line that is not the same for everybody stands behind `@` and the name of its node. */
function shared(everyone: readonly (readonly string[])[], names: readonly string[]): readonly string[] {
  const [first = []] = everyone;
  return first.flatMap((line, at) =>
    everyone.every((each) => each[at] === line)
      ? [line]
      : everyone.flatMap((each, index) => (each[at]?.trim() ? [`@${names[index]} ${each[at]?.trim()}`] : [])),
  );
}

/** The values of the instance as definitions at the top of the file. */
function defined(lines: readonly string[]): readonly string[] {
  const definitions: string[] = [];
  const replaced = lines.map((line) => {
    const [, keyword, value] =
      /^ {2}(interface|virtual_router_id|priority|unicast_src_ip) (\S+)$/.exec(line) ?? [];
    const name = keyword?.toUpperCase();
    if (name === undefined || definitions.some((each) => each.startsWith(`$${name}=`))) return line;
    definitions.push(`$${name}=${value}`);
    return `  ${keyword} ${keyword === 'priority' ? `\${${name}}` : `$${name}`}`;
  });
  return [...definitions, ...replaced];
}

function styled(lines: readonly string[], style: Traits['style']): string {
  const text = `${lines.join('\n')}\n`;
  if (style === 'tabs') return text.replaceAll('  ', '\t');
  if (style === 'braces') return text.replaceAll(/^(?!@)(.*) \{$/gm, '$1\n{');
  // A name of a file would end with the carriage return.
  if (style === 'CRLF') return text.replaceAll(/^(?!include )(.*)\n/gm, '$1\r\n');
  if (style !== 'comments') return text;
  return `! Configuration File for keepalived\n\n${text.replaceAll(/^( *advert_int .*)$/gm, '$1 # seconds')}`;
}
