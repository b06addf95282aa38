import type { Wire } from './wire.ts';

/** One run's journal, as far as the runner asks for it. */
export interface Journal {
  meta: string;
  before: string;
  changes: string;
  measured: string;
  /** Who took it back by a rollback. */
  undoneBy: string;
  log: string[];
  /** By file name: the number of a step, with `.last` where it comes last. */
  readonly undo: Map<string, string>;
}

/** Where the control machine dies and takes its program along: once a machine has noted this of a step. */
export interface Cut {
  readonly machine: string;
  /** Number of the step in the machine's journal, from 1. */
  readonly step: number;
  readonly noted: 'intended' | 'done';
}

export interface Service {
  active: boolean;
  enabled: boolean;
  pid: number;
  failed: boolean;
}

/** The control machine has died: nothing that it waits for comes any more. */
export class ControlDied extends Error {}

/** One machine in memory: what the programs that it is sent would leave on a real one. */
export class Machine {
  readonly name: string;
  readonly address: string;
  readonly wire: Wire;
  readonly files = new Map<string, string>();
  readonly services = new Map<string, Service>();
  readonly packages = new Map<string, string>();
  /** By folder, in the order in which they were made. */
  readonly journals = new Map<string, Journal>();
  /** What will fail: `start keepalived`, `write /etc/motd`. */
  readonly fails = new Set<string>();
  /** What services and packages were told to do. */
  readonly calls: string[] = [];
  lease: { text: string; secondsLeft: number } | undefined;
  /** Which boot this is. */
  boot = 1;
  vrrp: 'MASTER' | 'BACKUP' | 'FAULT' | undefined;
  holds = false;
  #pid = 100;

  constructor(name: string, address: string, wire: Wire) {
    this.name = name;
    this.address = address;
    this.wire = wire;
  }

  newPid(): number {
    this.#pid += 1;
    return this.#pid;
  }

  service(name: string): Service {
    const known = this.services.get(name) ?? { active: false, enabled: false, pid: 0, failed: false };
    this.services.set(name, known);
    return known;
  }
}
