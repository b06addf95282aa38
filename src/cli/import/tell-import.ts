import type { RunDocument } from '../../core/events/document.ts';
import { formatPlace, type Place } from '../../core/problem.ts';
import { jsonText, printable } from '../../core/text/printable.ts';
import type { Comparison } from '../../havip/import/compare/compare.ts';
import { PLAIN_GROUP, type PlainHost } from '../../havip/import/plain-hosts.ts';
import { toJson } from '../../report/index.ts';
import { formatEffectSummary } from '../../report/words/effect.ts';
import type { Imported, ImportedCluster, ImportedMember } from './imported.ts';

/** Lines of one kind that are told one by one. */
const MOST_TOLD = 200;

/** What was imported, for a person. */
export function importText(imported: Imported): string {
  const { file, clusters, plain, holdsPassword } = imported;
  const head =
    file === undefined
      ? 'Nothing was written (--check).'
      : `Wrote ${file}${holdsPassword ? ', for its owner alone: it holds a password' : ''}.`;
  const told = [head, ...clusters.map((each) => clusterText(each, imported)), ...plainText(plain, imported)];
  return printable(`${told.join('\n\n')}\n`);
}

function clusterText(cluster: ImportedCluster, imported: Imported): string {
  const { name, addresses, routerId, members, comparisons, assumptions, refusals } = cluster;
  const tell = (comparison: Comparison, place: Place | undefined) =>
    place === undefined ? comparison.host : lineOf(comparison.host, place, imported.fromHosts);
  const losses = gather(
    comparisons.flatMap((each) =>
      each.losses.map(({ name: what, does, place }) => [`${what}: ${does}`, tell(each, place)] as const),
    ),
  );
  const differing = (harmless: boolean) =>
    gather(
      comparisons.flatMap((each) =>
        each.differences
          .filter(({ effect }) => effect.startsWith('none') === harmless)
          .map(({ found, rendered, effect, place }) => {
            const why = harmless ? effect.replace(/^none(?:: )?/, '') : effect;
            return [`${change(found, rendered)}${why === '' ? '' : `: ${why}`}`, tell(each, place)] as const;
          }),
      ),
    );
  const [felt, harmless] = [differing(false), differing(true)];
  return [
    `${name}: ${addresses.join(', ')}, virtual_router_id ${routerId}`,
    ...members.map((member) => `  ${memberText(member)}`),
    ...section(
      'To look at:',
      assumptions.map(({ text }) => text),
    ),
    ...section('What `plan` and `up` refuse, so that it has to be mended first:', refusals),
    ...section('Not in the inventory, which has no words for it:', losses),
    ...section('Different in what the inventory renders, and what that means for the address:', felt),
    ...section('Different, without an effect on the address:', harmless),
    ...(losses.length + felt.length + harmless.length === 0
      ? ['', 'The same configuration is rendered.']
      : []),
    '',
    outlook(cluster, imported),
  ].join('\n');
}

/** Machines without a cluster, and what carries their configuration out. */
function plainText(plain: readonly PlainHost[], { file, fromHosts }: Imported): readonly string[] {
  if (plain.length === 0) return [];
  const because = gather(
    plain.flatMap((each) =>
      each.because.map(
        ({ name, does, place }) => [`${name}: ${does}`, lineOf(each.name, place, fromHosts)] as const,
      ),
    ),
  );
  return [
    [
      `${PLAIN_GROUP}: kept whole, because ${because.length > 0 ? 'an inventory of clusters has no words for all of it' : 'nothing in it floats by IPv4'}`,
      ...plain.map((each) => `  ${each.name}  (${each.file})`),
      ...section('What a cluster would not have (--leave-out makes one without it):', because),
      ...(fromHosts
        ? []
        : ['', 'To look at:', '  nothing says how they are reached: put their ansible_host there']),
      '',
      `\`up\` has no part in them. Next: havip-deploy run playbooks/keepalived.ts --check --diff -i ${file ?? 'INVENTORY'}`,
    ].join('\n'),
  ];
}

function memberText({ host, role, priority, address, file }: ImportedMember): string {
  return `${host}  ${role}, priority ${priority}, ${address ?? 'address not known'}${file === undefined ? '' : `  (${file})`}`;
}

function lineOf(host: string, { file, line }: Place, fromHosts: boolean): string {
  return `${fromHosts ? `${host}:` : ''}${file}:${line}`;
}

function change(found: string | undefined, rendered: string | undefined): string {
  if (found === undefined) return `${rendered ?? ''} is new`;
  return rendered === undefined ? `${found} goes` : `${found} becomes ${rendered}`;
}

/** The same thing on several nodes is told once, with all its places. */
function gather(told: readonly (readonly [string, string])[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const [text, place] of told) places.set(text, [...(places.get(text) ?? []), place]);
  const all = [...places].map(([text, at]) => `${at.join(', ')}\n    ${text}`);
  return all.length > MOST_TOLD ? [...all.slice(0, MOST_TOLD), `and ${all.length - MOST_TOLD} more`] : all;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function outlook({ effect, trouble, refusals }: ImportedCluster, { file, fromHosts }: Imported): string {
  const inventory = file ?? 'INVENTORY';
  const command = fromHosts ? `havip-deploy plan -i … -i ${inventory}` : `havip-deploy plan ${inventory}`;
  if (refusals.length > 0) return `As it is, \`up\` would refuse. Next: mend what is told, then ${command}`;
  if (effect === undefined) {
    return `What \`up\` does to the address depends on the nodes that were not seen. Next: ${command}`;
  }
  if (trouble) {
    return `There is no order in which \`up\` could bring this in safely; it would refuse. Next: havip-deploy lint on the files`;
  }
  return `On this pair, if it runs as its files say, \`up\`: ${formatEffectSummary(effect)}. Next: ${command}`;
}

/** The document that every command prints, with what was imported. */
export function importJson(document: RunDocument, { file, clusters, plain, fromHosts }: Imported): string {
  const common: unknown = JSON.parse(toJson(document));
  const told = clusters.map(({ comparisons, assumptions, members, effect, trouble, ...rest }) => ({
    ...rest,
    members: members.map((each) => ({ ...each, address: each.address ?? null, file: each.file ?? null })),
    assumptions: assumptions.map(({ text }) => text),
    notExpressed: comparisons.flatMap(({ host, losses }) =>
      losses.map(({ name, does, place }) => ({ host, name, does, source: source(host, place, fromHosts) })),
    ),
    differences: comparisons.flatMap(({ host, differences }) =>
      differences.map(({ key, found, rendered, effect: toAddress, place }) => ({
        host,
        key,
        found: found ?? null,
        rendered: rendered ?? null,
        effect: toAddress,
        source: place === undefined ? null : source(host, place, fromHosts),
      })),
    ),
    effect: effect ?? null,
    trouble,
  }));
  const kept = plain.map(({ name: host, file: path, because }) => ({
    host,
    file: path,
    because: because.map(({ name, does, place }) => ({ name, does, source: source(host, place, fromHosts) })),
  }));
  return `${jsonText({ ...Object(common), import: { file: file ?? null, clusters: told, kept } }, 2)}\n`;
}

function source(host: string, place: Place, fromHosts: boolean): string {
  return `${fromHosts ? `${host}:` : ''}${formatPlace(place)}`;
}
