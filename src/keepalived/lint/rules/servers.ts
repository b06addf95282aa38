import { all, last, placeOf, setting } from '../../meaning/settings.ts';
import type { ConfigNode } from '../../parse/syntax.ts';
import type { Hit } from '../rule.ts';

/** A real server that is there already in its virtual server: keepalived removes the second. */
export function* repeatedServers(nodes: readonly ConfigNode[]): Generator<Hit> {
  for (const virtual of all(nodes, 'virtual_server')) {
    // Of a group that nobody defines, it is left out with all its servers.
    if (portsOf(virtual, nodes) === undefined) continue;
    const seen = new Map<string, ConfigNode>();
    for (const real of all(virtual.children ?? [], 'real_server')) {
      const name = nameOf(real);
      const other = seen.get(name);
      const message = `there is a real_server ${name} already, and only the first counts`;
      if (other !== undefined) yield { place: placeOf(real), message, related: placeOf(other) };
      else seen.set(name, real);
    }
  }
}

function nameOf({ words }: ConfigNode): string {
  return words
    .slice(1)
    .map(({ text }) => text)
    .join(' ');
}

const isNat = (body: readonly ConfigNode[], keywords: readonly string[], otherwise: boolean): boolean => {
  const method = keywords.flatMap((keyword) => setting(body, keyword)?.value ?? []).at(-1);
  return method === undefined ? otherwise : method === 'NAT';
};

/** The ports that a virtual server listens on: none for a firewall mark, undefined where nobody says. */
function portsOf(virtual: ConfigNode, nodes: readonly ConfigNode[]): readonly string[] | undefined {
  const [, first, second] = virtual.words;
  if (first?.text === 'fwmark') return [];
  if (first?.text !== 'group') return second && [second.text];
  const group = all(nodes, 'virtual_server_group').find(({ words }) => words[1]?.text === second?.text);
  return group?.children?.flatMap(({ words }) => (words[0].text === 'fwmark' ? [] : [words[1]?.text ?? '']));
}

/** Only NAT changes ports: elsewhere a real server is asked on the port of the virtual one. */
export function* portsOutOfForce(nodes: readonly ConfigNode[]): Generator<Hit> {
  for (const virtual of all(nodes, 'virtual_server')) {
    const body = virtual.children ?? [];
    const nat = isNat(body, ['lb_kind', 'lvs_method'], true);
    const ports = portsOf(virtual, nodes);
    if (ports === undefined) continue;
    const reals = all(body, 'real_server').filter(
      ({ children }) => !isNat(children ?? [], ['lvs_method'], nat),
    );
    const sorry = last(body, 'sorry_server');
    const other = sorry && !isNat(body, ['sorry_server_lvs_method'], nat) ? [sorry] : [];
    for (const real of [...reals, ...other]) {
      const port = real.words[2]?.text;
      const same = ports.length > 0 && ports.every((each) => each === port);
      if (port === undefined || port === '0' || same) continue;
      yield {
        place: placeOf(real),
        severity: 'warning',
        message: `the port ${port} of ${nameOf(real)} counts for nothing: only NAT changes ports`,
        fix: 'Give it the port of the virtual server, or use lb_kind NAT',
      };
    }
  }
}

/** A firewall mark stands for any protocol, and for no address that could go away. */
function* flagsBesideMark(body: readonly ConfigNode[]): Generator<Hit> {
  const [protocol, suspend] = [last(body, 'protocol'), last(body, 'ha_suspend')];
  const fix = 'Delete the line';
  if (protocol !== undefined) {
    const message = 'protocol counts for nothing beside fwmark, which stands for any';
    yield { place: placeOf(protocol), message, severity: 'warning', fix };
  }
  if (suspend !== undefined) {
    const message = 'ha_suspend counts for nothing beside fwmark, which has no address to wait for';
    yield { place: placeOf(suspend), message, fix };
  }
}

/** Flags of what has to stand before them: `hashed` of the scheduler `sh`, `sorry_server_inhibit` of the server. */
export function* flagsOfOthers(nodes: readonly ConfigNode[]): Generator<Hit> {
  for (const virtual of all(nodes, 'virtual_server')) {
    const body = virtual.children ?? [];
    if (virtual.words[1]?.text === 'fwmark') yield* flagsBesideMark(body);
    for (const [index, node] of body.entries()) {
      const hit = flagTooEarly(node.words[0].text, body.slice(0, index));
      if (hit !== undefined) yield { place: placeOf(node), ...hit };
    }
  }
}

function flagTooEarly(flag: string, before: readonly ConfigNode[]): Omit<Hit, 'place'> | undefined {
  if (flag === 'sorry_server_inhibit' && last(before, 'sorry_server') === undefined) {
    return {
      message: 'sorry_server_inhibit does nothing: it is for a sorry_server that stands before it',
      fix: 'Write sorry_server before it, or delete the line',
    };
  }
  if (flag !== 'hashed') return undefined;
  const scheduler = before.findLast(({ words: [{ text }] }) => /^(?:lb_algo|lvs_sched)$/.test(text));
  if (scheduler?.words[1]?.text === 'sh') return undefined;
  return {
    message: 'hashed does nothing: it is for the scheduler sh, which is not named before it',
    fix: 'Write lb_algo sh before it, or delete the line',
  };
}
