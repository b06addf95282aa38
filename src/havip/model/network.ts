import { deafness } from '../agreement/hears.ts';
import { lostByReload } from '../agreement/reload.ts';
import type { Speaker } from '../agreement/speaker.ts';
import { isAbove, isOwner, masterDownMs, skew } from './election.ts';
import type { Node } from './node.ts';

/** Who held the address from a moment on. */
export interface Holding {
  readonly atMs: number;
  readonly holders: readonly string[];
}

/** Milliseconds that an owner of the address waits after its start, and what starting takes. */
const OWNER_DELAY_MS = 1;

/**
 * The VRRP of a few machines as keepalived does it, in virtual milliseconds: timers, adverts accepted or not,
 * priorities, preemption. Adverts take no time. Nothing is drawn by lot, so that a run can be made again.
 */
export class VrrpNetwork {
  readonly #nodes = new Map<string, Node>();
  /** Every way of speaking that was met, so that pictures of it are short. */
  readonly #speakers: Speaker[] = [];
  readonly #history: Holding[] = [];
  /** Machines whose instance is in FAULT, also when it starts again. */
  readonly #faulty = new Set<string>();
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Every change of who holds the address. */
  get history(): readonly Holding[] {
    return this.#history;
  }

  get holders(): readonly string[] {
    return [...this.#nodes].filter(([, { state }]) => state === 'MASTER').map(([host]) => host);
  }

  /** Who runs, and is not in FAULT. */
  get able(): readonly string[] {
    return [...this.#nodes].filter(([, { state }]) => state !== 'FAULT').map(([host]) => host);
  }

  /** All that decides what happens next: equal pictures have the same future. */
  picture(): string {
    const nodes = [...this.#nodes].map(([host, node]) => {
      const { state, dueMs, master, masterAdvertMs, preemptAtMs, speaker } = node;
      const delayMs = preemptAtMs === undefined ? undefined : preemptAtMs - this.#nowMs;
      return [host, state, dueMs - this.#nowMs, master, masterAdvertMs, delayMs, this.#numberOf(speaker)];
    });
    return JSON.stringify(nodes);
  }

  #numberOf(speaker: Speaker): number {
    const number = this.#speakers.indexOf(speaker);
    return number < 0 ? this.#speakers.push(speaker) - 1 : number;
  }

  /** How a machine speaks at this moment; undefined where it is silent. */
  speakerOf(host: string): Speaker | undefined {
    return this.#nodes.get(host)?.speaker;
  }

  isRunning(host: string): boolean {
    return this.#nodes.has(host);
  }

  /** When something happens next by itself; undefined where nothing runs. */
  get nextMs(): number | undefined {
    const times = [...this.#nodes.values()].map(({ dueMs }) => dueMs).filter(Number.isFinite);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Puts a machine where it is found: a master whose next advert is due in so many milliseconds, or a backup. */
  place(speaker: Speaker, as: { readonly masterDueMs: number } | 'BACKUP'): void {
    const node = this.#begin(
      speaker,
      as === 'BACKUP' ? masterDownMs(speaker, speaker.advertMs) : as.masterDueMs,
    );
    if (as !== 'BACKUP') node.state = 'MASTER';
    this.#note();
  }

  start(speaker: Speaker): void {
    this.#begin(speaker, isOwner(speaker) ? OWNER_DELAY_MS : masterDownMs(speaker, speaker.advertMs));
  }

  /** A stop as systemd orders it: a master says that it goes. */
  stop(host: string): void {
    const node = this.#nodes.get(host);
    if (node?.state === 'MASTER') this.#send(host, node, 0);
    this.crash(host);
  }

  /** The machine is gone, and the address with it. */
  crash(host: string): void {
    this.#nodes.delete(host);
    this.#note();
  }

  /** Its instance lets go of the address, says so where it had it, and takes none. */
  fail(host: string): void {
    this.#faulty.add(host);
    const node = this.#nodes.get(host);
    if (node === undefined) return;
    const { state } = node;
    node.state = 'FAULT';
    node.dueMs = Number.POSITIVE_INFINITY;
    if (state === 'MASTER') this.#send(host, node, 0);
    this.#note();
  }

  /** All is well again: it begins as a backup. */
  recover(host: string): void {
    this.#faulty.delete(host);
    const node = this.#nodes.get(host);
    if (node?.state === 'FAULT') this.start(node.speaker);
  }

  /** A reload: it stays what it is where keepalived finds its instance again, or else begins as a backup. */
  reload(speaker: Speaker): void {
    const node = this.#nodes.get(speaker.host);
    if (node === undefined) return;
    if (lostByReload(node.speaker, speaker) !== undefined) {
      this.stop(speaker.host);
      this.start(speaker);
      return;
    }
    const { state } = node;
    const next = this.#begin(speaker, masterDownMs(speaker, speaker.advertMs));
    next.state = state;
    if (state === 'MASTER') next.dueMs = this.#nowMs;
    this.#note();
  }

  /** Lets time pass up to a moment. */
  runUntil(atMs: number): void {
    for (let next = this.nextMs; next !== undefined && next <= atMs; next = this.nextMs) this.#step(next);
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  /** Lets time pass in which nothing becomes different: all that is due stays as far off as it is. */
  skip(ms: number): void {
    this.#nowMs += ms;
    for (const node of this.#nodes.values()) {
      node.dueMs += ms;
      if (node.preemptAtMs !== undefined) node.preemptAtMs += ms;
    }
  }

  #begin(speaker: Speaker, afterMs: number): Node {
    const node: Node = {
      speaker,
      state: this.#faulty.has(speaker.host) ? 'FAULT' : 'BACKUP',
      dueMs: this.#faulty.has(speaker.host) ? Number.POSITIVE_INFINITY : this.#nowMs + afterMs,
      master: undefined,
      masterAdvertMs: speaker.advertMs,
      preemptAtMs: undefined,
    };
    this.#nodes.set(speaker.host, node);
    return node;
  }

  #step(atMs: number): void {
    this.#nowMs = atMs;
    const [host, node] = [...this.#nodes].find(([, { dueMs }]) => dueMs === atMs) ?? [];
    if (host === undefined || node === undefined) return;
    const promoted = node.state === 'BACKUP';
    node.state = 'MASTER';
    node.dueMs = atMs + node.speaker.advertMs;
    if (promoted) this.#note();
    this.#send(host, node, node.speaker.priority);
  }

  #send(host: string, { speaker }: Node, priority: number): void {
    for (const [other, receiver] of [...this.#nodes]) {
      if (other !== host && this.#nodes.get(other) === receiver)
        this.#receive(other, receiver, speaker, priority);
    }
  }

  #receive(host: string, node: Node, sender: Speaker, priority: number): void {
    if (node.state === 'FAULT') return;
    const asMaster = node.state === 'MASTER';
    if (deafness(node.speaker, sender, { asMaster, knowsSender: node.master === sender.source })) return;
    if (asMaster) this.#receiveAsMaster(host, node, sender, priority);
    else this.#receiveAsBackup(node, sender, priority);
  }

  #receiveAsBackup(node: Node, sender: Speaker, priority: number): void {
    const { speaker } = node;
    if (priority === 0) {
      node.dueMs = this.#nowMs + skew(speaker);
      return;
    }
    const lower = priority < speaker.priority;
    if (lower && speaker.preempts && !this.#isDelayed(node)) {
      node.master = sender.source;
      return;
    }
    if (!lower) node.preemptAtMs = undefined;
    node.master = sender.source;
    if (speaker.version === 3) node.masterAdvertMs = sender.advertMs;
    node.dueMs = this.#nowMs + masterDownMs(speaker, node.masterAdvertMs);
  }

  #isDelayed(node: Node): boolean {
    const { preemptDelayMs } = node.speaker;
    if (preemptDelayMs === 0) return false;
    node.preemptAtMs ??= this.#nowMs + preemptDelayMs;
    return node.preemptAtMs > this.#nowMs;
  }

  #receiveAsMaster(host: string, node: Node, sender: Speaker, priority: number): void {
    const { speaker } = node;
    if (priority === speaker.priority && sender.source === speaker.source) return;
    const higher =
      priority > speaker.priority ||
      (priority === speaker.priority && isAbove(sender.source, speaker.source));
    if (higher && priority !== 0) {
      node.state = 'BACKUP';
      node.master = sender.source;
      if (speaker.version === 3) node.masterAdvertMs = sender.advertMs;
      node.dueMs = this.#nowMs + masterDownMs(speaker, node.masterAdvertMs);
      this.#note();
      return;
    }
    // It answers at once, so that the other one hears of its mistake.
    node.dueMs = this.#nowMs + speaker.advertMs;
    this.#send(host, node, speaker.priority);
  }

  #note(): void {
    const { holders } = this;
    if (this.#history.at(-1)?.holders.join() !== holders.join())
      this.#history.push({ atMs: this.#nowMs, holders });
  }
}
