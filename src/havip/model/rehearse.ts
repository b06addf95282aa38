import { lostByReload } from '../agreement/reload.ts';
import type { Speaker } from '../agreement/speaker.ts';
import type { ChangeOrder, MemberChange, Step } from './change.ts';
import { undoOf } from './change.ts';
import { type Holding, masterDownMs, VrrpNetwork } from './network.ts';

/** Milliseconds that keepalived takes to stop; the address is gone for nearly all of it. */
const STOP_MS = 1000;

/** Milliseconds from the moment an instance is given up by a reload to its address being there again. */
const RELOAD_MS = 50;

/** The priority by which a standby takes the address from a holder that serves. */
const TAKING_PRIORITY = 254;

const OWNER_PRIORITY = 255;

/** What goes wrong in a rehearsal, and when. */
export type Mishap =
  | { readonly kind: 'none' }
  /** The machine is gone at this moment; the run stops and undoes what it can. */
  | { readonly kind: 'machine'; readonly host: string; readonly atMs: number }
  /** The step with this number fails before it has an effect, and the run undoes. */
  | { readonly kind: 'step'; readonly index: number }
  /** Nobody goes on after this step; the machines that watch the run's lease undo it by themselves. */
  | {
      readonly kind: 'control';
      readonly index: number;
      /** None of them does: the one that would holds the address of another cluster. */
      readonly stays?: true;
    };

export interface Rehearsal {
  /** How far into its interval the master is when it begins, 0 to 1. */
  readonly phase: number;
  readonly mishap: Mishap;
}

export interface Rehearsed {
  readonly history: readonly Holding[];
  readonly endMs: number;
  /** Moments at which a crash may have consequences of its own. */
  readonly moments: readonly number[];
}

/** Seconds of the lease, after which machines that were left alone go back. */
const LEASE_MS = 60_000;

/** Makes a change in the model, with a mishap or without. */
export function rehearse(
  order: ChangeOrder,
  members: readonly MemberChange[],
  { phase, mishap }: Rehearsal,
): Rehearsed {
  const stage = new Stage(members, phase, mishap);
  stage.settle();
  for (const [index, step] of order.steps.entries()) {
    const mishapHere = 'index' in mishap && mishap.index === index ? mishap.kind : undefined;
    if (mishapHere !== 'step') stage.take(step);
    if (mishapHere === 'control') stage.pass(LEASE_MS);
    const undo = undoAfter(order, index, stage, mishapHere, 'stays' in mishap);
    for (const back of undo ?? []) stage.take(back);
    if (undo !== undefined) break;
  }
  stage.settle();
  // A machine may have gone at the very end.
  if (stage.crashed) stage.settle();
  return { history: stage.network.history, endMs: stage.network.nowMs, moments: stage.moments };
}

/** What is taken back after a step; undefined where the change goes on. */
function undoAfter(
  order: ChangeOrder,
  index: number,
  stage: Stage,
  mishap: 'step' | 'control' | undefined,
  stays: boolean,
): readonly Step[] | undefined {
  if (mishap === 'control') return stays ? [] : undoneAlone(order, index, stage);
  if (mishap === undefined && !stage.crashed) return undefined;
  return undoOf(order, order.steps.slice(0, index + 1), stage.network.holders);
}

/**
 * What machines do that nobody comes back to. In turn: the first to change goes back, unless it serves.
 * Apart: all go back, the holder first, until the holder's change is known to be made.
 */
function undoneAlone(order: ChangeOrder, index: number, { network }: Stage): readonly Step[] {
  const done = order.steps.slice(0, index + 1);
  const changed = done.filter((step) => step.do === 'change');
  if (order.way === 'apart') {
    return changed.length > 1
      ? []
      : undoOf(order, done, network.holders).filter((step) => step.do === 'undo');
  }
  const [first] = changed;
  if (first === undefined || changed.length > 1 || network.holders.includes(first.host)) return [];
  return [{ do: 'undo', host: first.host }];
}

class Stage {
  readonly network = new VrrpNetwork();
  readonly #seen = new Map<string, number>();
  #step = '';
  crashed = false;
  readonly #members: readonly MemberChange[];
  readonly #mishap: Mishap;
  readonly #settleMs: number;

  constructor(members: readonly MemberChange[], phase: number, mishap: Mishap) {
    this.#members = members;
    this.#mishap = mishap;
    const speakers = members.flatMap(({ before, after }) =>
      before === undefined ? [after] : [before, after],
    );
    this.#settleMs =
      2 * Math.max(...speakers.map((speaker) => masterDownMs(speaker, speaker.advertMs))) + 1000;
    for (const { before, holds } of members) {
      if (before === undefined) continue;
      this.network.place(
        before,
        holds ? { masterDueMs: Math.round(before.advertMs * (1 - phase)) } : 'BACKUP',
      );
    }
  }

  /** Moments of which each is the first of its kind: what follows an equal one is the same. */
  get moments(): readonly number[] {
    return [...this.#seen.values()];
  }

  #noteMoment(): void {
    const picture = `${this.#step} ${this.network.picture()}`;
    if (!this.#seen.has(picture)) this.#seen.set(picture, this.network.nowMs);
  }

  settle(): void {
    this.pass(this.#settleMs);
  }

  /** Lets time pass, event by event; a machine may crash on the way. */
  pass(ms: number): void {
    const endMs = this.network.nowMs + ms;
    const { kind } = this.#mishap;
    if (kind === 'machine' && !this.crashed && this.#mishap.atMs <= endMs) {
      this.network.runUntil(Math.max(this.network.nowMs, this.#mishap.atMs));
      this.network.crash(this.#mishap.host);
      this.crashed = true;
    }
    for (let next = this.network.nextMs; next !== undefined && next <= endMs; next = this.network.nextMs) {
      this.network.runUntil(next);
      this.#noteMoment();
    }
    this.network.runUntil(endMs);
  }

  take(step: Step): void {
    const member = this.#members.find(({ host }) => host === step.host);
    if (member === undefined || this.#isGone(step.host)) return;
    this.#step = `${step.do} ${step.host}`;
    this.#noteMoment();
    if (step.do === 'stop') this.network.stop(step.host);
    else if (step.do === 'hand-over') this.#handOver(step);
    else if (step.do === 'change') this.#become(member.after, member.action);
    else if (member.before === undefined) this.network.stop(step.host);
    else this.#become(member.before, member.action);
    if (step.forMs === undefined) this.settle();
    else this.pass(step.forMs);
  }

  #isGone(host: string): boolean {
    return this.#mishap.kind === 'machine' && this.crashed && host === this.#mishap.host;
  }

  #start(speaker: Speaker): void {
    if (!this.#isGone(speaker.host)) this.network.start(speaker);
  }

  #become(speaker: Speaker, action: MemberChange['action']): void {
    const { network } = this;
    if (!network.isRunning(speaker.host)) this.#start(speaker);
    else if (action === 'restart') {
      network.stop(speaker.host);
      this.pass(STOP_MS);
      this.#start(speaker);
    } else if (network.holders.includes(speaker.host)) this.#reloadHolder(speaker);
    else network.reload(speaker);
  }

  /** A holder whose instance is given up by a reload takes the address at once, as its owner, for a moment. */
  #reloadHolder(speaker: Speaker): void {
    const running = this.network.speakerOf(speaker.host);
    if (running === undefined || lostByReload(running, speaker) === undefined) {
      this.network.reload(speaker);
      return;
    }
    this.network.stop(speaker.host);
    this.pass(RELOAD_MS);
    this.#start({ ...speaker, priority: OWNER_PRIORITY, preempts: true, preemptDelayMs: 0 });
    this.pass(speaker.advertMs);
    this.network.reload(speaker);
  }

  /** The standby takes the address; where the holder would take it back, its own restart is the handover. */
  #handOver({ host, to }: Step): void {
    const running = this.network.speakerOf(host);
    const taker = to === undefined ? undefined : this.network.speakerOf(to);
    if (running === undefined || taker === undefined || running.preempts) return;
    // Another machine may have taken it meanwhile.
    if (!this.network.holders.includes(host)) return;
    this.network.reload({ ...taker, priority: TAKING_PRIORITY, preempts: true, preemptDelayMs: 0 });
    this.settle();
    this.network.reload(taker);
  }
}
