import { z } from 'zod';
import { stepOptions } from '../steps/meta.ts';
import { actionOptions } from './define-action.ts';
import type { ResourceDefinition } from './define-resource.ts';
import { exampleOf, printExample, showsOption } from './options/option-example.ts';

/** As much of a definition as its documentation is made of. */
type Documented = Pick<
  ResourceDefinition<z.ZodRawShape>,
  'call' | 'summary' | 'notes' | 'example' | 'options'
>;

/** The chapter of one kind in Markdown: what it is, a call, each option with its type, default and meaning. */
export function documentKind({ call, summary, notes, example, options }: Documented): string {
  return [
    `## ${call}`,
    notes === undefined ? summary : `${summary} ${notes}`,
    `\`\`\`ts\n${example}\n\`\`\``,
    optionTable(options, example),
  ].join('\n\n');
}

/** The options that all kinds of resource have. */
export function documentStepOptions(): string {
  return optionTable(stepOptions);
}

/** The options that all actions have. */
export function documentActionOptions(): string {
  return optionTable(actionOptions);
}

/** @param shown the call above it, whose options need no example of their own */
function optionTable(shape: Readonly<z.ZodRawShape>, shown = ''): string {
  const rows = Object.entries(shape).map(([name, schema]) => {
    const { description = '', optional, fallback, type } = described(schema);
    const need = fallback !== undefined ? `\`${fallback}\`` : optional ? '' : 'required';
    const example = showsOption(shown, name) ? undefined : exampleOf(schema);
    const told = example === undefined ? '' : ` Such as \`${name}: ${cell(printExample(example))}\`.`;
    return `| \`${name}\` | ${type} | ${need} | ${cell(description)}${told} |`;
  });
  return ['| option | type | default | |', '|---|---|---|---|', ...rows].join('\n');
}

interface OptionFacts {
  readonly description: string | undefined;
  readonly optional: boolean;
  readonly fallback: string | undefined;
  readonly type: string;
}

function described(schema: z.core.$ZodType): OptionFacts {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fallback = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
  return {
    description: json.description,
    optional: z.safeParse(schema, undefined).success,
    fallback: fallback === undefined ? undefined : JSON.stringify(fallback),
    type: cell(typeOf(json)),
  };
}

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['integer', 'whole number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
]);

/** In words: a title where the type has one, else what JSON schema says. */
function typeOf(json: z.core.JSONSchema._JSONSchema): string {
  if (typeof json === 'boolean') return 'any';
  if (json.title !== undefined) return json.title;
  if (json.enum !== undefined) return json.enum.map((each) => `\`${String(each)}\``).join(' or ');
  if (json.anyOf !== undefined) return [...new Set(json.anyOf.map(typeOf))].join(' or ');
  if (json.type === 'array') return `list of ${json.items === undefined ? 'any' : listed(json.items)}`;
  if (json.type === 'object') return objectType(json);
  return PLAIN.get(String(json.type)) ?? 'any';
}

function listed(items: z.core.JSONSchema.JSONSchema['items']): string {
  return items === undefined || Array.isArray(items) ? 'any' : typeOf(items);
}

function objectType({ properties, additionalProperties }: z.core.JSONSchema.JSONSchema): string {
  if (properties !== undefined) return `\`{ ${Object.keys(properties).join(', ')} }\``;
  return `object of ${additionalProperties === undefined ? 'any' : typeOf(additionalProperties)}`;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
