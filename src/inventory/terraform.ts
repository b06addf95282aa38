import * as z from 'zod';

/** A HAVIP that Terraform knows. */
export interface TerraformHavip {
  readonly id: string;
  /** An output's name, or a resource's address such as `module.net.tencentcloud_ha_vip.web["a"]`. */
  readonly at: string;
  /** Whatever else it may be called: the resource's own name, the HAVIP's. */
  readonly names: readonly string[];
}

const RESOURCE = 'tencentcloud_ha_vip';
const ID = /^havip-[0-9a-z]+$/;

const outputs = z.record(z.string(), z.object({ value: z.unknown() }));
const attributes = z.looseObject({ id: z.string(), name: z.string().nullish() });
const state = z.object({
  version: z.literal(4),
  outputs: outputs.optional(),
  resources: z.array(
    z.object({
      module: z.string().optional(),
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      instances: z.array(
        z.object({ index_key: z.union([z.string(), z.number()]).optional(), attributes: z.unknown() }),
      ),
    }),
  ),
});

/**
 * The HAVIPs in what `terraform output -json` prints, or in a state file of version 4; undefined for any
 * other text. Of a HAVIP that is there as a resource and as an output, both are given.
 */
export function terraformHavips(text: string): readonly TerraformHavip[] | undefined {
  const json = parseJson(text);
  const asState = state.safeParse(json);
  if (asState.success)
    return [...asState.data.resources.flatMap(ofResource), ...ofOutputs(asState.data.outputs ?? {})];
  const asOutputs = outputs.safeParse(json);
  return asOutputs.success ? ofOutputs(asOutputs.data) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller says what the file should be; its content may be secret.
    return undefined;
  }
}

function ofResource(resource: z.output<typeof state>['resources'][number]): TerraformHavip[] {
  const { module, mode, type, name, instances } = resource;
  if (type !== RESOURCE || mode !== 'managed') return [];
  return instances.flatMap(({ index_key: key, attributes: given }) => {
    const found = attributes.safeParse(given);
    if (!found.success || !ID.test(found.data.id)) return [];
    const address = [module, type, name].filter((part) => part !== undefined).join('.');
    const index = key === undefined ? '' : `[${JSON.stringify(key)}]`;
    const names = [name, found.data.name ?? ''].filter((each) => each !== '');
    return [{ id: found.data.id, at: `${address}${index}`, names }];
  });
}

function ofOutputs(given: z.output<typeof outputs>): TerraformHavip[] {
  return Object.entries(given).flatMap(([name, { value }]) => ofValue(name, value));
}

/** Ids in an output: by itself, as the `id` of a whole resource, or in a list or map of either. */
function ofValue(at: string, value: unknown): TerraformHavip[] {
  if (typeof value === 'string') return ID.test(value) ? [{ id: value, at, names: [] }] : [];
  if (typeof value !== 'object' || value === null) return [];
  const whole = attributes.safeParse(value);
  if (whole.success && ID.test(whole.data.id))
    return [{ id: whole.data.id, at, names: whole.data.name ? [whole.data.name] : [] }];
  return Object.entries(value).flatMap(([key, inner]) =>
    ofValue(Array.isArray(value) ? `${at}[${key}]` : `${at}[${JSON.stringify(key)}]`, inner),
  );
}

/** Those that a name means: by address first, by another name where no address fits. */
export function named(havips: readonly TerraformHavip[], name: string): readonly TerraformHavip[] {
  const exact = havips.filter(({ at }) => at === name);
  return exact.length > 0 ? exact : havips.filter(({ names }) => names.includes(name));
}
