import {
  type Answers,
  holders,
  isEchoFiltered,
  type NodeSituation,
  type Situation,
  STILL_MS,
} from '../watch/situation.ts';

/** How late a line may be before silence counts as no answer: SSH's delay and a busy machine. */
const LATE_MS = 400;

/** How a clause ends about what has never answered. */
export const UNANSWERED = 'has not answered a probe';

/** How a clause ends about a node whose keepalived is no master, and that has the address all the same. */
export const HAS_UNASKED = /^(\S+) has the address and is in state (?:BACKUP|FAULT)$/;

/** Silence that does not yet mean that the address has stopped answering. */
export function silenceMs({ patienceMs }: Answers): number {
  return patienceMs + LATE_MS;
}

/**
 * What is not yet right outside the cluster, a clause each: where the cloud sends the address, as far as it
 * is asked, and a public address that has answered before.
 */
export function outsideAilments(situation: Situation, address: string, nowMs: number): readonly string[] {
  const { binding, public: open } = situation;
  const holding = holders(situation);
  const bound = binding === undefined || holding.length !== 1 || holding[0] === binding;
  return [
    ...(bound ? [] : [`the cloud sends ${address} to ${binding ?? 'no node'}`]),
    ...(open?.lastAnswerMs == null ? [] : probeAilments(open, `the public address of ${address}`, nowMs)),
  ];
}

/** How a cluster should be. */
interface Wanted {
  /** Who should have the address, or null for any one node. */
  readonly holder: string | null;
  readonly address: string;
  /** Who need not be well while they are without the address. */
  readonly mayBeIll?: readonly string[];
}

/** Everything about a cluster that is not as it should be at rest, a clause each; empty when all is well. */
export function ailments(situation: Situation, wanted: Wanted, nowMs: number): readonly string[] {
  const holding = holders(situation);
  const mayBeIll = (name: string, node: NodeSituation) =>
    wanted.mayBeIll?.includes(name) === true &&
    name !== wanted.holder &&
    isWithout(node) &&
    !isUnheard(node, nowMs);
  const asked = Object.entries(situation.nodes).filter(([name, node]) => !mayBeIll(name, node));
  return [
    ...holderAilments(holding, wanted),
    ...asked.flatMap(([name, node]) => nodeAilments(name, node, nowMs)),
    ...(isEchoFiltered(situation) ? [] : probeAilments(situation, wanted.address, nowMs)),
    ...serviceAilments(situation, wanted.address, nowMs),
  ];
}

function holderAilments(holding: readonly string[], wanted: Wanted): readonly string[] {
  if (holding.length === 0) return [`no node has ${wanted.address}`];
  if (holding.length > 1) return [`${holding.join(' and ')} have ${wanted.address} at the same time`];
  if (wanted.holder === null || holding[0] === wanted.holder) return [];
  return [`${holding[0]} has ${wanted.address}, not ${wanted.holder}`];
}

function nodeAilments(name: string, node: NodeSituation, nowMs: number): readonly string[] {
  if (node.daemon === undefined || node.holds === undefined) return [`nothing has been heard from ${name}`];
  if (isUnheard(node, nowMs))
    return [`nothing has been heard from ${name} for ${Math.round(nowMs - (node.heardMs ?? nowMs))} ms`];
  if (!node.daemon) return [`keepalived does not run on ${name}`];
  const proper = node.holds ? 'MASTER' : 'BACKUP';
  if (node.vrrp === proper) return [];
  if (node.vrrp === 'unknown') return [`the VRRP state of ${name} is not known`];
  return [`${name} ${node.holds ? 'has' : 'is without'} the address and is in state ${node.vrrp}`];
}

/** It has been seen to be without the address. */
function isWithout({ daemon, holds }: NodeSituation): boolean {
  return daemon !== undefined && holds === false;
}

/** Whether it is not known how a node stands now, only how it stood. */
export function isUnheard({ heardMs }: NodeSituation, nowMs: number): boolean {
  return heardMs !== undefined && nowMs - heardMs >= STILL_MS;
}

function serviceAilments({ service }: Situation, address: string, nowMs: number): readonly string[] {
  return service === undefined ? [] : probeAilments(service, `the service behind ${address}`, nowMs);
}

function probeAilments(answers: Answers, address: string, nowMs: number): readonly string[] {
  const { lastAnswerMs } = answers;
  if (lastAnswerMs === null) return [`${address} ${UNANSWERED}`];
  if (nowMs - lastAnswerMs <= silenceMs(answers)) return [];
  return [`${address} has not answered for ${Math.round(nowMs - lastAnswerMs)} ms`];
}
