import { havipJsonSchema, type JsonSchema } from './json-schema.ts';
import { ANSIBLE_VARIABLES, MEMBER_VARIABLES, type VariableDescription } from './variable-reference.ts';

/** Everything that may stand below `havip`, as a Markdown table. */
export function havipReferenceTable(): string {
  return table([['`havip.…`', 'value', 'default', 'meaning'], ...rowsOf(havipJsonSchema(), '')]);
}

/** The variables of a member of a cluster, as a Markdown table. */
export function hostReferenceTable(): string {
  return variableTable(MEMBER_VARIABLES);
}

/** The honoured connection variables, as a Markdown table. */
export function connectionReferenceTable(): string {
  return variableTable(ANSIBLE_VARIABLES);
}

function variableTable(variables: readonly VariableDescription[]): string {
  const rows = variables.map((each) => [`\`${each.name}\``, each.value, each.default, each.meaning]);
  return table([['variable', 'value', 'default', 'meaning'], ...rows]);
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([key, schema]) => [
    [
      `\`${prefix}${key}\``,
      schema.title ?? 'a mapping',
      defaultOf(schema, required.includes(key)),
      schema.description ?? '',
    ],
    ...rowsOf(schema, `${prefix}${key}.`),
    ...itemRows(schema, `${prefix}${key}[].`),
  ]);
}

/** What the mappings of a list may hold. */
function itemRows({ items }: JsonSchema, prefix: string): string[][] {
  const mapping = items?.anyOf?.at(-1) ?? items;
  return mapping?.properties === undefined ? [] : rowsOf(mapping, prefix);
}

function defaultOf(schema: JsonSchema, required: boolean): string {
  if (required) return 'required';
  if (schema.default === undefined || schema.properties !== undefined) return '';
  return Array.isArray(schema.default)
    ? `\`[${schema.default.join(', ')}]\``
    : `\`${String(schema.default)}\``;
}

function table(rows: readonly (readonly string[])[]): string {
  const [header = [], ...body] = rows;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...body.map(line)].join('\n');
}
