import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../../../src/lab/index.ts';
import { type CliResult, cli } from '../cli.ts';
import { exec } from '../cluster.ts';
import { holdersIn, waitFor } from '../serving.ts';
import { CONFIG, resetNode, type SoakCluster, watchCluster } from './machines.ts';
import type { HandMadePair } from './pair.ts';

/** Seconds that an interruption may be longer than the plan said. */
const MARGIN_S = 1;

/** What became of one pair. */
export interface SoakResult {
  readonly number: number;
  readonly summary: string;
  /** `unusable`: what was generated does not serve by itself, so that there is nothing to take over. */
  readonly outcome: 'taken over' | 'refused' | 'unusable';
  readonly passed: boolean;
  readonly plannedS: number;
  readonly gapS: number;
  readonly bothMs: number;
  readonly exitCode: number | null;
  /** What was wrong, or the problem's code of a refusal. */
  readonly why: string;
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
  if (!(await makePair(lab, cluster, pair))) {
    return { ...base, outcome: 'unusable', passed: true, why: 'not one holder' };
  }
  const inventory = await inventoryFor(lab, cluster, pair);
  const options = [inventory, '--json', ...(pair.givenUp ? ['--replace-config'] : [])];
  const before = await seen(lab, cluster);
  const plan = await cli(['plan', ...options]);
  const plannedS = plannedSeconds(plan, cluster.name);
  const { up, gapS, bothMs } = await watchCluster(lab, cluster, () => cli(['up', ...options, ...more]));
  const after = await seen(lab, cluster);
  const measured = { ...base, plannedS, gapS, bothMs, exitCode: up.code };
  const why = up.document.errors.map(({ code }) => code).join(' ');
  if (up.code !== 0) {
    const untouched = JSON.stringify(before) === JSON.stringify(after) && gapS < MARGIN_S;
    return {
      ...measured,
      outcome: 'refused',
      passed: untouched && up.code !== 8 && plan.code !== 0,
      why: `${untouched ? '' : 'touched: '}${why}`,
    };
  }
  const passed =
    plan.code === 0 &&
    gapS <= plannedS + MARGIN_S &&
    bothMs <= 1000 &&
    pair.traits.extras.length * (pair.givenUp ? 0 : 1) === 0;
  return { ...measured, outcome: 'taken over', passed, why };
}

/** Both nodes as somebody else left them; false where no single one comes to hold the address. */
async function makePair(lab: Lab, cluster: SoakCluster, pair: HandMadePair): Promise<boolean> {
  const { nodes, place } = cluster;
  await Promise.all(nodes.map((node) => resetNode(lab, node, place)));
  for (const [index, node] of nodes.entries()) {
    const made = pair.nodes[index === 0 ? 0 : 1];
    for (const [path, content] of Object.entries(made.files)) {
      await exec(lab, node, `mkdir -p $(dirname ${path}); cat >${path}; chmod 755 ${path}`, content);
    }
    await exec(lab, node, `cat >${CONFIG}; chmod 644 ${CONFIG}`, made.config);
  }
  const [one, other] = pair.traits.first === 0 ? nodes : [nodes[1], nodes[0]];
  await exec(lab, one, 'systemctl start keepalived; sleep 1');
  const held = async () => (await holdersIn(lab, cluster.name, place.address)).length === 1;
  try {
    await waitFor(held, 12_000);
    if (!pair.traits.alone) await exec(lab, other, 'systemctl start keepalived; sleep 7');
    return await held();
  } catch {
    return false;
  }
}

/** What must not change where a run refuses. */
async function seen(lab: Lab, { nodes }: SoakCluster): Promise<readonly string[]> {
  const program = `cat ${CONFIG} /etc/keepalived/conf.d/* 2>/dev/null; systemctl show -p MainPID,UnitFileState,ExecMainStartTimestampMonotonic keepalived; ls /etc/systemd/system /usr/libexec/keepalived 2>/dev/null; ip -4 -o addr show eth0 | sed 's/valid_lft.*//'`;
  return Promise.all(nodes.map((node) => exec(lab, node, program)));
}

/** The lab's inventory with this cluster alone and what is wanted of it. */
async function inventoryFor(lab: Lab, { name }: SoakCluster, pair: HandMadePair): Promise<string> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: Record<string, { vars?: { havip: Record<string, unknown> } }> };
  };
  const { children } = inventory.all;
  const cluster = children[name];
  const { witnesses } = children;
  if (cluster?.vars === undefined || witnesses === undefined)
    throw new Error(`the lab has no cluster ${name}`);
  Object.assign(cluster.vars.havip, pair.wanted);
  inventory.all.children = { [name]: cluster, witnesses };
  const path = join(lab.directory, `soak-${name}.yaml`);
  await writeFile(path, stringify(inventory, { lineWidth: 0 }), { mode: 0o600 });
  return path;
}

/** For how long the plan says the address will be away, in seconds. */
function plannedSeconds(plan: CliResult, cluster: string): number {
  const effect = plan.document.clusters[cluster]?.effect;
  return effect?.kind === 'move' ? effect.seconds : 0;
}
