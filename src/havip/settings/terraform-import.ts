import { dirname, resolve } from 'node:path';
import type { Finding, ProblemList } from '../../inventory/problem-list.ts';
import { readText } from '../../inventory/sources/files.ts';
import { type Spot, spotWithin, type Variable } from '../../inventory/sources/source.ts';
import { expandHome } from '../../inventory/target/paths.ts';
import { named, type TerraformHavip, terraformHavips } from '../../inventory/terraform.ts';
import { enumerate } from '../../inventory/wording.ts';
import type { ParsedHavip } from './havip-schema.ts';

type HavipId = NonNullable<ParsedHavip['cloud']>['havip_id'];
type Import = Exclude<HavipId, string | undefined>;

/** The settings with the id that Terraform knows, where `cloud.havip_id` names a file of Terraform's. */
export function importHavipId(
  settings: ParsedHavip,
  { spot }: Variable,
  homeDirectory: string,
  problems: ProblemList,
): ParsedHavip {
  const { cloud } = settings;
  const wanted = cloud?.havip_id;
  if (cloud === undefined || wanted === undefined || typeof wanted === 'string') return settings;
  const place = spot === undefined ? undefined : spotWithin(spot, ['cloud', 'havip_id']);
  const id = idFrom(wanted, pathOf(wanted, spot, homeDirectory), place, problems);
  return id === undefined ? settings : { ...settings, cloud: { ...cloud, havip_id: id } };
}

/** Seen from the folder of the file that names it. */
function pathOf({ terraform }: Import, spot: Spot | undefined, homeDirectory: string): string {
  const path = expandHome(terraform, homeDirectory);
  return spot === undefined ? path : resolve(dirname(spot.source.path), path);
}

function idFrom(
  wanted: Import,
  path: string,
  place: Spot | undefined,
  problems: ProblemList,
): string | undefined {
  const text = readText(path, problems);
  if (text === undefined) return undefined;
  const all = terraformHavips(text);
  const found = wanted.name === undefined ? all : all && named(all, wanted.name);
  const ids = [...new Set(found?.map(({ id }) => id))];
  if (ids.length === 1) return ids[0];
  problems.add(place, all === undefined ? notTerraform(path) : undecided(wanted, path, found ?? [], all));
  return undefined;
}

function notTerraform(path: string): Finding {
  return {
    name: 'terraform',
    summary: `${path} is nothing that Terraform wrote`,
    detail: 'It is neither the output of "terraform output -json" nor a state file of version 4.',
    fix: `Write it anew: terraform output -json > ${path}`,
  };
}

function undecided(
  { name }: Import,
  path: string,
  found: readonly TerraformHavip[],
  all: readonly TerraformHavip[],
): Finding {
  const several = found.length > 0;
  const there = (several ? found : all).map(({ at }) => at);
  const meant = name === undefined ? '' : ` "${name}"`;
  return {
    name: 'terraform',
    summary: several ? `${path} has several HAVIPs${meant}` : `${path} has no HAVIP${meant}`,
    ...(there.length === 0 ? {} : { detail: `There are ${enumerate(there)}.` }),
    fix:
      there.length === 0
        ? 'Add an output with the id of the tencentcloud_ha_vip, then write the file anew: terraform output -json.'
        : 'Say which with name:, one of those above.',
  };
}
