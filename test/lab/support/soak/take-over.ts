import { setTimeout } from 'node:timers/promises';
import type { Lab } from '../../../../src/lab/index.ts';
import { type CliResult, cli } from '../cli.ts';
import { exec, holdersAmong } from '../cluster.ts';
import { waitFor } from '../serving.ts';
import type { Extra } from './extras.ts';
import { inventoryFor } from './inventory.ts';
import { CONFIG, resetNode, type SoakCluster, watchCluster } from './machines.ts';
import type { HandMadeNode, HandMadePair } from './pair.ts';
import { wrongRefusals } from './refusals.ts';
import type { Traits } from './traits.ts';

/** Seconds that an interruption may be longer than the plan said. */
const MARGIN_S = 1;

/** Seconds by which the two who measure an interruption differ. */
const ROUNDED_S = 0.1;

/** How long a pair is watched after a run: so much more than `MARGIN_S` that a silence without an end shows. */
const WATCHED_AFTER_MS = 1500;

/** What became of one pair. */
export interface SoakResult {
  readonly number: number;
  readonly summary: string;
  /** `not imported`: its files make no inventory, though they serve. `unusable`: what was generated does not serve by itself, so that there is nothing to take over. */
  readonly outcome: 'taken over' | 'refused' | 'unusable' | 'not imported';
  readonly passed: boolean;
  readonly plannedS: number;
  readonly gapS: number;
  readonly bothMs: number;
  readonly exitCode: number | null;
  /** What was wrong, or the problem's code of a refusal. */
  readonly why: string;
  /** What the run told of it: each error with its detail. */
  readonly told?: string;
}

/** Makes the pair, takes it over by `plan` and `up`, and judges by what the witness and the kernels saw. */
export async function takeOver(
  lab: Lab,
  cluster: SoakCluster,
  pair: HandMadePair,
  more: readonly string[] = [],
): Promise<SoakResult> {
  const { number, summary } = pair;
  const base = { number, summary, plannedS: 0, gapS: 0, bothMs: 0, exitCode: null };
  const members = membersOf(cluster, pair);
  if (!(await makePair(lab, cluster, pair, members))) {
    return { ...base, outcome: 'unusable', passed: true, why: 'not one holder' };
  }
  const inventory = await inventoryFor(lab, cluster, pair);
  if (inventory === undefined) return { ...base, outcome: 'not imported', passed: false, why: 'import' };
  const options = [...inventory, '--json', ...(pair.givenUp ? ['--replace-config'] : [])];
  const before = await seen(lab, members);
  const plan = await besideOthers(() => cli(['plan', ...options]));
  const plannedS = plannedSeconds(plan);
  const { up, gapS, bothMs } = await watchCluster(
    lab,
    cluster,
    async () => {
      const said = await besideOthers(() => cli(['up', ...options, ...more]));
      await setTimeout(WATCHED_AFTER_MS);
      return said;
    },
    members.slice(2),
    pair.alsoFloating,
  );
  const after = await seen(lab, members);
  const errors =
    plan.code === up.code ? up.document.errors : [...plan.document.errors, ...up.document.errors];
  const told = errors
    .map(({ host, summary, detail }) => `${host ?? ''} ${summary}\n${detail ?? ''}`)
    .join('\n');
  const measured = { ...base, plannedS, gapS, bothMs, exitCode: up.code, told };
  const codes = [...new Set(errors.map(({ code }) => code))];
  const why = codes.join(' ');
  if (up.code !== 0) {
    const untouched = JSON.stringify(before) === JSON.stringify(after) && gapS < MARGIN_S;
    const wrong = pair.imported ? wrongRefusals(codes, pair.traits.extras) : [];
    return {
      ...measured,
      outcome: 'refused',
      passed: untouched && up.code !== 8 && plan.code !== 0 && wrong.length === 0 && codes.length > 0,
      why: `${untouched ? '' : 'touched: '}${wrong.length > 0 ? 'of what import wrote: ' : ''}${why}`,
    };
  }
  const passed =
    plan.code === 0 &&
    gapS <= Math.max(plannedS + MARGIN_S, drilledSeconds(up) + ROUNDED_S) &&
    bothMs <= 1000 &&
    (pair.givenUp || pair.imported || !losesSomething(pair.traits));
  return { ...measured, outcome: 'taken over', passed, why };
}

/**
 * Asks again where the pair of another cluster, which is being made beside it, listens to the multicast group and says
 * nothing yet: it is a stranger to this one, and in the way.
 */
async function besideOthers(ask: () => Promise<CliResult>): Promise<CliResult> {
  for (let left = 5; ; left -= 1) {
    const said = await ask();
    const { errors } = said.document;
    if (left === 0 || !errors.some(({ code }) => code === 'host.silent-router')) return said;
  }
}

/** Whether an inventory that says nothing of it would lose what the pair does. */
function losesSomething({ extras }: Traits): boolean {
  return extras.some((extra) => !LOSE_NOTHING.includes(extra));
}

/** What the new configuration has anyway, and what is none of keepalived's. */
const LOSE_NOTHING: readonly Extra[] = [
  'machine v6',
  'garp tuned',
  'group of one',
  'strict',
  'preempt delay',
];

function membersOf({ nodes, third }: SoakCluster, pair: HandMadePair): readonly string[] {
  return third !== undefined && pair.nodes.length > 2 ? [...nodes, third] : nodes;
}

/** All nodes as somebody else left them; false where no single one comes to hold the address. */
async function makePair(
  lab: Lab,
  cluster: SoakCluster,
  pair: HandMadePair,
  members: readonly string[],
): Promise<boolean> {
  const { nodes, third, place } = cluster;
  const machines = [...nodes, ...(third === undefined ? [] : [third])];
  await Promise.all(machines.map((node) => resetNode(lab, node, place)));
  for (const [index, node] of members.entries()) {
    const made = pair.nodes[index];
    if (made !== undefined) await makeNode(lab, node, made);
  }
  const [one, other] = pair.traits.first === 0 ? nodes : [nodes[1], nodes[0]];
  if (pair.traits.enabled)
    for (const node of members) await exec(lab, node, 'systemctl enable keepalived 2>&1');
  await exec(lab, one, 'systemctl start keepalived; sleep 1');
  const held = async () => (await holdersAmong(lab, members, place.address)).length === 1;
  try {
    await waitFor(held, 12_000);
    const others = pair.traits.alone ? [] : [other, ...members.slice(2)];
    for (const node of others) await exec(lab, node, 'systemctl start keepalived');
    if (others.length > 0) await exec(lab, one, 'sleep 7');
    return await held();
  } catch {
    return false;
  }
}

async function makeNode(lab: Lab, node: string, made: HandMadeNode): Promise<void> {
  for (const [path, content] of Object.entries(made.files)) {
    await exec(
      lab,
      node,
      `mkdir -p $(dirname ${path}); cat >${path}; chmod ${path.endsWith('.sh') ? 755 : 644} ${path}`,
      content,
    );
  }
  await exec(
    lab,
    node,
    `cat >${CONFIG}; chmod 644 ${CONFIG}; cp ${CONFIG} /etc/keepalived/ha.conf`,
    made.config,
  );
  await exec(lab, node, `cat >/etc/sysconfig/keepalived; ${made.program || 'true'}`, `${made.options}\n`);
}

/** What must not change where a run refuses. */
async function seen(lab: Lab, members: readonly string[]): Promise<readonly string[]> {
  const program = `find /etc/keepalived -type f -exec md5sum {} + | sort; cat /etc/sysconfig/keepalived; systemctl show -p MainPID,UnitFileState,ExecMainStartTimestampMonotonic keepalived; ls /etc/systemd/system /usr/libexec/keepalived 2>/dev/null; ip -4 -o addr show eth0 | sed 's/valid_lft.*//'`;
  return Promise.all(members.map((node) => exec(lab, node, program)));
}

/** For how long the plan says the address will be away, in seconds: the longest of its clusters. */
function plannedSeconds(plan: CliResult): number {
  const effects = Object.values(plan.document.clusters).map(({ effect }) => effect);
  return Math.max(0, ...effects.map((effect) => (effect?.kind === 'move' ? effect.seconds : 0)));
}

/** The longest interruption that `up` has told of its own drills, in seconds: a low priority makes it more than one. */
function drilledSeconds(up: CliResult): number {
  const drills = Object.values(up.document.clusters).flatMap((cluster) => cluster.drills ?? []);
  return Math.max(0, ...drills.map(({ interruptionMs }) => (interruptionMs ?? 0) / 1000));
}
