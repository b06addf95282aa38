import type { ChangeOrder, MemberChange, Step } from '../model/change.ts';
import { explore, type Trouble } from '../model/explore.ts';
import { isBetter, seenByHolder, type Takeover } from './choose.ts';
import { permutations } from './permutations.ts';

/** What each machine becomes for one cluster; the machines, and what is done to them, are the same for all. */
export type Found = readonly MemberChange[];

/** One order of the machines, as each cluster sees it. */
type Candidate = readonly Takeover[];

/**
 * The order in which machines change that serve several clusters with one keepalived. What is done to a machine is
 * done to all instances on it, so that an order counts as safe where the model finds it safe for every cluster,
 * whatever fails on the way, and in whichever order the machines go back. Of those, the one that moves least.
 */
export function chooseForAll(all: readonly Found[]): readonly Takeover[] {
  let chosen: Candidate = [];
  for (const orders of candidatesOf(all)) {
    const candidate = all.map((found, index) => judged(found, orders[index] ?? NOTHING));
    if (chosen.length === 0 || isBetter(candidate, chosen)) chosen = candidate;
  }
  return chosen;
}

const NOTHING: ChangeOrder = { way: 'in-turn', steps: [] };

/** The orders of each candidate, by cluster: machines that hold the least first. */
function candidatesOf(all: readonly Found[]): readonly (readonly ChangeOrder[])[] {
  const [machines = []] = all;
  const held = (host: string) =>
    all.filter((found) => found.some((each) => each.holds && each.host === host));
  const changing = machines
    .filter(({ action }) => action !== undefined)
    .map(({ host }) => host)
    .reverse()
    .sort((a, b) => held(a).length - held(b).length);
  const sequences = permutations(changing);
  return [
    ...sequences.map((sequence) => all.map((found) => inTurn(found, sequence))),
    ...changing.map((stayer) => all.map((found) => apart(found, stayer))),
  ];
}

/** One after the other; who has to start again hands over what it holds by then. */
function inTurn(found: Found, sequence: readonly string[]): ChangeOrder {
  let holder = found.find(({ holds }) => holds)?.host;
  const changed = new Set<string>();
  const steps = sequence.flatMap((host): readonly Step[] => {
    const member = found.find((each) => each.host === host);
    const to = found.find(
      (each) => each.host !== host && (each.before !== undefined || changed.has(each.host)),
    );
    changed.add(host);
    const change: Step = { do: 'change', host };
    if (holder !== host || member?.action !== 'restart' || to === undefined) return [change];
    if (member.before?.preempts !== true) holder = to.host;
    return [{ do: 'hand-over', host, to: to.host }, change];
  });
  return { way: 'in-turn', steps };
}

/** All others are stopped, one changes alone, and they come back with what it has. */
function apart(found: Found, stayer: string): ChangeOrder {
  const others = found.filter(({ host }) => host !== stayer);
  const running = others.filter(isRunning).map(({ host }) => host);
  const coming = others.filter((each) => !isRunning(each) && each.action !== undefined);
  const change = (host: string): Step => ({ do: 'change', host });
  return {
    way: 'apart',
    steps: [
      ...running.map((host): Step => ({ do: 'stop', host })),
      ...[stayer, ...running, ...coming.map(({ host }) => host)].map(change),
    ],
  };
}

function isRunning({ runs, before }: MemberChange): boolean {
  return runs ?? before !== undefined;
}

/** What an order does to one cluster, with the worst that can come of it in any order of going back. */
function judged(found: Found, order: ChangeOrder): Takeover {
  const members = seenByHolder(found);
  const hosts = found.map(({ host }) => host);
  let trouble: Trouble | undefined;
  let forecast: Takeover['forecast'] = { awayMs: 0, path: [] };
  for (const undo of order.way === 'apart' ? [hosts] : permutations(hosts)) {
    const explored = explore({ ...order, undo }, members);
    forecast = explored.forecast;
    trouble ??= explored.trouble;
    if (trouble !== undefined) break;
  }
  return { order, members: found, forecast, ...(trouble && { trouble }) };
}
