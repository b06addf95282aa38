import { z } from 'zod';

/** Whether a call gives an option, as `name: …` or `name`. */
export function showsOption(call: string, name: string): boolean {
  return new RegExp(`(?<=[{,(]\\s*)${name}\\s*(?=[:,}])`).test(call);
}

/**
 * A value that may be given for an option: what its `meta` names, or one that follows from its type; never its
 * default, which nobody has to give. Undefined where there is none.
 */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const fallback = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
  for (const each of layersOf(schema)) {
    const named = z.globalRegistry.get(each)?.examples;
    if (Array.isArray(named)) return named[0];
    if (each instanceof z.ZodBoolean) return fallback !== true;
    if (each instanceof z.ZodEnum) return each.options.find((value) => value !== fallback);
    if (each instanceof z.ZodArray) return listOf(exampleOf(each.element));
  }
  return undefined;
}

function listOf(example: unknown): unknown {
  return example === undefined ? undefined : [example];
}

/** A schema and all that it is wrapped around. */
function* layersOf(schema: z.core.$ZodType): Generator<z.core.$ZodType> {
  let layer: z.core.$ZodType | undefined = schema;
  while (layer !== undefined) {
    yield layer;
    layer = innerOf(layer);
  }
}

function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodReadonly)
    return schema.def.innerType;
  return schema instanceof z.ZodPipe ? schema.def.in : undefined;
}

/** As it stands in a playbook. */
export function printExample(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n')}'`;
  if (value instanceof RegExp || typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(printExample).join(', ')}]`;
  const fields = Object.entries(value).map(([name, each]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : printExample(name);
    return `${key}: ${printExample(each)}`;
  });
  return `{ ${fields.join(', ')} }`;
}
