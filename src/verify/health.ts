import { holders, type NodeSituation, type Situation } from './situation.ts';

/** How late a line may be before silence counts as no answer: SSH's delay and a busy machine. */
const LATE_MS = 400;

/** Silence that does not yet mean that the address has stopped answering. */
export function silenceMs(situation: Situation): number {
  return situation.patienceMs + LATE_MS;
}

/**
 * Everything about a cluster that is not as it should be at rest, a clause each; empty when all is well.
 * @param holder who should have the address, or null for any one node
 */
export function ailments(
  situation: Situation,
  wanted: { readonly holder: string | null; readonly address: string },
  nowMs: number,
): readonly string[] {
  const holding = holders(situation);
  return [
    ...holderAilments(holding, wanted),
    ...Object.entries(situation.nodes).flatMap(([name, node]) => nodeAilments(name, node)),
    ...probeAilments(situation, wanted.address, nowMs),
  ];
}

function holderAilments(
  holding: readonly string[],
  wanted: { readonly holder: string | null; readonly address: string },
): readonly string[] {
  if (holding.length === 0) return [`no node has ${wanted.address}`];
  if (holding.length > 1) return [`${holding.join(' and ')} have ${wanted.address} at the same time`];
  if (wanted.holder === null || holding[0] === wanted.holder) return [];
  return [`${holding[0]} has ${wanted.address}, not ${wanted.holder}`];
}

function nodeAilments(name: string, node: NodeSituation): readonly string[] {
  if (node.daemon === undefined || node.holds === undefined) return [`nothing has been heard from ${name}`];
  if (!node.daemon) return [`keepalived does not run on ${name}`];
  const proper = node.holds ? 'MASTER' : 'BACKUP';
  if (node.vrrp === proper || node.vrrp === 'unknown') return [];
  return [`${name} ${node.holds ? 'has the address' : 'is without the address'} and in state ${node.vrrp}`];
}

function probeAilments(situation: Situation, address: string, nowMs: number): readonly string[] {
  const { lastAnswerMs } = situation;
  if (lastAnswerMs === null) return [`${address} has not answered a probe`];
  if (nowMs - lastAnswerMs <= silenceMs(situation)) return [];
  return [`${address} has not answered for ${Math.round(nowMs - lastAnswerMs)} ms`];
}
