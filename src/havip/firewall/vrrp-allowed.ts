import { quote } from '../../core/programs/shell.ts';
import type { Fact, Facts } from '../../resources/fact.ts';
import { type FileFacts, fileFact } from '../../resources/file.ts';
import { STATE_DIRECTORY } from '../../resources/paths.ts';
import type { Planned, Resource } from '../../resources/resource.ts';
import { firewallFact } from '../preflight/facts/firewall.ts';
import { servicesFact } from '../preflight/facts/services.ts';
import { firewallKind } from './kind.ts';
import { advertPacket, type Table, verdictOf } from './model.ts';
import { type Gap, type Opening, openingProgram } from './opening.ts';
import { zoneOf } from './zone.ts';

/** The program that has opened the firewall and can close it again; there as long as it is open. */
export const OPENING_PATH = `${STATE_DIRECTORY}/vrrp-firewall.sh`;

/** What the plan of it needs. */
export const firewallFacts: readonly Fact<unknown>[] = [firewallFact, servicesFact, fileFact(OPENING_PATH)];

/** Between whom VRRP has to pass. */
export interface VrrpPath {
  readonly interface: string;
  readonly address: string;
  readonly peers: readonly string[];
  /** Where adverts go, unless each peer gets its own. */
  readonly group?: string;
}

const NAME = 'firewall: VRRP';

/**
 * VRRP (IP protocol 112) passes from the peers and to them, by the firewall that is in force, now and after a
 * reboot. Where nothing drops it, nothing is done.
 */
export function vrrpAllowed(path: VrrpPath): Resource {
  return {
    id: 'firewall:vrrp',
    name: NAME,
    tags: ['config'],
    facts: firewallFacts,
    plan: ({ facts }) => planOpening(path, facts),
  };
}

function planOpening(path: VrrpPath, facts: Facts): Planned {
  const tables = facts.get(firewallFact);
  if (tables === undefined) return { state: 'unchanged', reason: 'no firewall whose rules could be read' };
  const dropping = path.peers.flatMap((peer) =>
    (['input', 'output'] as const).flatMap((way) => {
      const { verdict, by } = verdictOf(tables, advertPacket(path, way, peer));
      return verdict === 'dropped' && by !== undefined ? [{ way, peer, by }] : [];
    }),
  );
  const [first] = dropping;
  if (first === undefined) return { state: 'unchanged', reason: 'VRRP passes between the peers' };
  const kind = firewallKind(facts, tables, first.by);
  if (kind === 'none') return { state: 'unchanged', reason: 'no firewall is in force' };
  const opening = openingOf(path, kind, tables, dropping);
  return change(opening, facts.get(fileFact(OPENING_PATH)));
}

/** For all peers, those that pass already too: the program is the whole of what is open. */
function openingOf(
  path: VrrpPath,
  kind: Opening['kind'],
  tables: readonly Table[],
  dropping: readonly Gap[],
): Opening {
  const { interface: name, peers, group } = path;
  const ways = [...new Set(dropping.map(({ way }) => way))];
  const chains = tables.flatMap((table) =>
    [...table.chains]
      .filter(([, { way }]) => way !== undefined && ways.includes(way))
      .flatMap(([chain, { way }]) => (way === undefined ? [] : [{ way, chain: `${table.name} ${chain}` }])),
  );
  const to = group === undefined ? peers : [group];
  const gaps = ways.flatMap((way) =>
    (way === 'input' ? peers : to).map((peer) => {
      const zone = kind === 'firewalld' ? zoneOf(tables, advertPacket(path, way, peer)) : undefined;
      return { way, peer, ...(zone !== undefined && { zone }) };
    }),
  );
  return { kind, interface: name, gaps, chains };
}

function change(opening: Opening, before: FileFacts): Planned {
  const at = quote(OPENING_PATH);
  const peers = [...new Set(opening.gaps.map(({ peer }) => peer))].join(', ');
  return {
    state: 'change',
    reason: `${opening.kind} drops VRRP`,
    diff: `${opening.kind}: let IP protocol 112 pass from ${peers}`,
    // What an older program has opened it closes itself, before it is replaced.
    script: `${before.kind === 'file' ? `sh ${at} close || true\n` : ''}mkdir -p ${quote(STATE_DIRECTORY)}
(umask 077 && printf '%s' ${quote(openingProgram(opening))} >${at})
sh ${at} open`,
    keep: [OPENING_PATH],
    undo: {
      when: 'reverse',
      script: `[ ! -e ${at} ] || sh ${at} close || true
put_back ${at}
[ ! -e ${at} ] || sh ${at} open`,
    },
  };
}

/** What was opened is closed again. */
export function vrrpClosed(): Resource {
  const fact = fileFact(OPENING_PATH);
  const at = quote(OPENING_PATH);
  return {
    id: 'firewall:vrrp',
    name: NAME,
    tags: ['config'],
    facts: [fact],
    plan: ({ facts }) =>
      facts.get(fact).kind === 'absent'
        ? { state: 'unchanged', reason: 'havip-deploy has opened nothing' }
        : {
            state: 'change',
            reason: 'close',
            diff: 'close the firewall for VRRP again',
            script: `sh ${at} close\nrm -f ${at}`,
            keep: [OPENING_PATH],
            undo: { when: 'reverse', script: `put_back ${at}\n[ ! -e ${at} ] || sh ${at} open` },
          },
  };
}
