import { type Facts, lintFiles, type Problem } from 'havip-deploy';
import { renderFiles } from './files/config.ts';
import { rawPlace } from './files/raw-place.ts';
import { CONFIG_PATH } from './paths.ts';
import { type KeepalivedVars, placements, varsOn } from './vars.ts';

/** The keepalived that will read it. */
interface Reader {
  readonly version: string;
  /** What it is built with, where that is known and matters. */
  readonly build?: readonly string[] | undefined;
}

/** What `idle_weights` takes upon itself. */
const ABOUT_WEIGHTS: ReadonlySet<string> = new Set(['KA016', 'KA017']);

/**
 * What our linter has against a node's new configuration, by itself and beside its peers' new ones;
 * undefined when no error is found. It says more than `keepalived -t` and needs no machine, so that what
 * it rejects is never sent to one.
 */
export function lintProblem(
  vars: KeepalivedVars,
  config: string,
  { version, build }: Reader,
  factsOf: ReadonlyMap<string, Facts>,
): Omit<Problem, 'host'> | undefined {
  const { cluster, member } = vars;
  const own = { file: fileName(member.host.name), text: config };
  const peers = cluster.members.flatMap((peer) => {
    if (peer === member || !factsOf.has(peer.host.name)) return [];
    const there = varsOn(vars, peer.host.name);
    const rendered = there && renderFiles(there, version, factsOf);
    return rendered !== undefined && 'files' in rendered
      ? [{ file: fileName(peer.host.name), text: rendered.files.config }]
      : [];
  });
  const profile = cluster.havip.vrrp.group === undefined ? 'havip' : 'lan';
  const idle = placements(vars).some((each) => each.cluster.havip.idle_weights);
  const errors = lintFiles([own, ...peers], { version, build, profile }).findings.filter(
    ({ rule, severity, place, related }) =>
      severity === 'error' &&
      (place.file === own.file || related?.file === own.file) &&
      !(idle && ABOUT_WEIGHTS.has(rule)) &&
      !(rule === 'KA044' && isWithoutGarp(vars)),
  );
  const [first] = errors;
  if (first === undefined) return undefined;
  const raws = placements(vars).map((each) => each.cluster.havip.raw);
  const source = errors.flatMap(({ place }) => raws.flatMap((raw) => rawPlace(raw, config, place) ?? []))[0];
  return {
    code: 'host.config-rejected',
    summary: 'the new keepalived.conf would not do what it should',
    detail: `${errors
      .map(({ rule, message, place }) => `${rule}, line ${place.line}: ${message}`)
      .join('\n')}\nNothing was sent to this host.`,
    fix: `${first.fix}, in the inventory or in the role's template. \`havip-deploy lint\` explains the rules.`,
    ...(source && { source }),
  };
}

/** The inventory itself wants no gratuitous ARP later on, as a pair has it that was imported as it is. */
function isWithoutGarp(vars: KeepalivedVars): boolean {
  return placements(vars).some(
    ({ cluster: { havip } }) =>
      havip.vrrp.garp.garp_master_delay === 0 || havip.vrrp.garp.garp_master_refresh === 0,
  );
}

function fileName(host: string): string {
  return `${host}:${CONFIG_PATH}`;
}
