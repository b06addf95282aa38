import { lostByReload } from '../agreement/reload.ts';
import type { Speaker } from '../agreement/speaker.ts';
import { type MemberChange, type Step, speakersOf } from './change.ts';
import { masterDownMs } from './election.ts';
import type { Mishap } from './mishap.ts';
import { VrrpNetwork } from './network.ts';

/** Milliseconds that keepalived takes to stop; the address is gone for nearly all of it. */
const STOP_MS = 1000;

/** Milliseconds from the moment an instance is given up by a reload to its address being there again. */
const RELOAD_MS = 50;

/** The priority by which a standby takes the address from a holder that serves. */
const TAKING_PRIORITY = 254;

const OWNER_PRIORITY = 255;

/** Where a change is rehearsed: the machines' VRRP, time, and what is done to them. */
export class Stage {
  readonly network = new VrrpNetwork();
  readonly #seen = new Map<string, number>();
  #step = '';
  crashed = false;
  /** A machine went into FAULT. */
  failed = false;
  #recovered = false;
  readonly #members: readonly MemberChange[];
  readonly #mishap: Mishap;
  readonly #settleMs: number;

  constructor(members: readonly MemberChange[], phase: number, mishap: Mishap) {
    this.#members = members;
    this.#mishap = mishap;
    const speakers = speakersOf(members);
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

  #noteMoment(): string {
    const picture = `${this.#step} ${this.network.picture()}`;
    if (!this.#seen.has(picture)) this.#seen.set(picture, this.network.nowMs);
    return picture;
  }

  settle(): void {
    this.pass(this.#settleMs);
  }

  /** Lets time pass, event by event; a machine may crash on the way. */
  pass(ms: number): void {
    const endMs = this.network.nowMs + ms;
    const { kind } = this.#mishap;
    if (kind === 'fault') this.#failUntil(endMs, this.#mishap);
    if (kind === 'machine' && !this.crashed && this.#mishap.atMs <= endMs) {
      this.network.runUntil(Math.max(this.network.nowMs, this.#mishap.atMs));
      this.network.crash(this.#mishap.host);
      this.crashed = true;
    }
    this.#runTo(endMs);
    this.network.runUntil(endMs);
  }

  /** What falls into this time of a machine's FAULT: its beginning, and its end. */
  #failUntil(endMs: number, { host, atMs, forMs }: Extract<Mishap, { readonly kind: 'fault' }>): void {
    if (!this.failed && atMs <= endMs) {
      this.network.runUntil(Math.max(this.network.nowMs, atMs));
      this.network.fail(host);
      this.failed = true;
    }
    if (!this.failed || this.#recovered || forMs === undefined || atMs + forMs > endMs) return;
    this.network.runUntil(Math.max(this.network.nowMs, atMs + forMs));
    this.network.recover(host);
    this.#recovered = true;
  }

  /** Event by event; what has begun to repeat itself is passed over by whole rounds. */
  #runTo(endMs: number): void {
    const { network } = this;
    const met = new Map<string, { readonly atMs: number; readonly changes: number }>();
    for (let next = network.nextMs; next !== undefined && next <= endMs; next = network.nextMs) {
      network.runUntil(next);
      const picture = this.#noteMoment();
      const before = met.get(picture);
      const changes = network.history.length;
      if (before?.changes === changes) {
        const roundMs = network.nowMs - before.atMs;
        network.skip(Math.floor((endMs - network.nowMs) / roundMs) * roundMs);
        network.runUntil(endMs);
        return;
      }
      met.set(picture, { atMs: network.nowMs, changes });
    }
  }

  take(step: Step): void {
    const member = this.#members.find(({ host }) => host === step.host);
    if (member === undefined || this.#isGone(step.host)) return;
    this.#step = `${step.do} ${step.host}`;
    this.#noteMoment();
    if (step.do === 'stop') this.network.stop(step.host);
    else if (step.do === 'hand-over') this.#handOver(step);
    else if (step.do === 'change') this.#become(step.host, member.after, member.action);
    else this.#become(step.host, member.before, member.undo ?? member.action);
    if (step.forMs === undefined) this.settle();
    else this.pass(step.forMs);
  }

  #isGone(host: string): boolean {
    return this.#mishap.kind === 'machine' && this.crashed && host === this.#mishap.host;
  }

  #start(speaker: Speaker): void {
    if (!this.#isGone(speaker.host)) this.network.start(speaker);
  }

  #become(host: string, speaker: Speaker | undefined, action: MemberChange['action']): void {
    const { network } = this;
    if (speaker === undefined) network.stop(host);
    else if (!network.isRunning(host)) this.#start(speaker);
    else if (action === 'restart') {
      network.stop(host);
      this.pass(STOP_MS);
      this.#start(speaker);
    } else if (network.holders.includes(host)) this.#reloadHolder(speaker);
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
