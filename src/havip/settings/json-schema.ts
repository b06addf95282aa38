import * as z from 'zod';
import { havipSchema } from './havip-schema.ts';
import { ANSIBLE_VARIABLES, MEMBER_VARIABLES, type VariableDescription } from './variable-reference.ts';

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Of a list. */
  readonly items?: JsonSchema;
  /** Written short, or as a mapping, which is the last of them. */
  readonly anyOf?: readonly JsonSchema[];
}

/** What users write below `havip`, not what comes out of it. */
export function havipJsonSchema(): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(havipSchema, {
    io: 'input',
    override: ({ jsonSchema }) => allowShorthand(jsonSchema),
  });
  return schema as JsonSchema;
}

/** Of a mapping that may be written as the value of one of its keys. */
function allowShorthand(schema: z.core.JSONSchema.BaseSchema): void {
  const { shorthand, ...rest } = schema;
  if (typeof shorthand !== 'string') return;
  const short = schema.properties?.[shorthand];
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { anyOf: [short, rest] });
}

/** For editors: describes a whole inventory file. */
export function inventoryJsonSchema(): JsonSchema {
  const names = { type: ['object', 'string', 'null'] };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'havip-deploy inventory',
    description: "Ansible's YAML inventory. A group whose vars hold havip is a cluster.",
    type: 'object',
    additionalProperties: { $ref: '#/$defs/group' },
    $defs: {
      group: {
        description: 'A group of hosts.',
        type: ['object', 'null'],
        properties: {
          hosts: {
            ...names,
            description: 'Hosts by name, or ranges such as web[01:10].',
            additionalProperties: { $ref: '#/$defs/hostVariables' },
          },
          vars: { $ref: '#/$defs/groupVariables' },
          children: {
            ...names,
            description: 'Groups below this one.',
            additionalProperties: { $ref: '#/$defs/group' },
          },
        },
        additionalProperties: false,
      },
      hostVariables: {
        description: "The host's variables.",
        type: ['object', 'null'],
        properties: { ...propertiesOf(MEMBER_VARIABLES), ...propertiesOf(ANSIBLE_VARIABLES) },
      },
      groupVariables: {
        description: 'Variables of all hosts in the group.',
        type: ['object', 'null'],
        properties: {
          havip: { $ref: '#/$defs/havip' },
          ...propertiesOf(ANSIBLE_VARIABLES),
          ansible_group_priority: {
            description: 'Wins over groups of the same level with a lower one; default 1.',
            type: 'integer',
          },
        },
      },
      havip: havipJsonSchema(),
    },
  };
}

function propertiesOf(variables: readonly VariableDescription[]): Record<string, JsonSchema> {
  return Object.fromEntries(
    variables.map(({ name, value, default: otherwise, meaning, schema }) => [
      name,
      { description: `${meaning} Default: ${otherwise}.`, title: value, ...schema },
    ]),
  );
}
