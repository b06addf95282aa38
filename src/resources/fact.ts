/** Something to know about a machine: the program that prints it, and how to read what was printed. */
export interface Fact<T> {
  /** Equal ids mean equal programs, so that a fact wanted twice is read once. */
  readonly id: string;
  /** POSIX sh; runs in a subshell of its own with stderr thrown away; its exit code does not matter. */
  readonly program: string;
  /**
   * It needs no subshell, which costs a process: it neither ends the shell (`exit`, a calculation with what is no
   * number) nor changes what others find there (`cd`, `set`), and sets every variable that it reads.
   */
  readonly plain?: true;
  /** What is read before it, at once for all facts of an observation that have it in common. */
  readonly together?: readonly Together[];
  /**
   * Reads what the program printed, which is data of unknown origin: it may throw, which fails this host alone.
   * @param begunMs when the observation began on the machine, by the control machine's monotonic clock
   */
  readonly parse: (output: string, begunMs?: number) => T;
  /** Its program finds the machine's uptime at the moment of `begunMs` in `$begun`, to be told when it ran itself. */
  readonly timed?: true;
  /** What a run does to the machine does not change it, so that it is read once a run: what a repository offers. */
  readonly lasting?: true;
  /** It is asked for only where something is to be done: what a repository offers. */
  readonly forChange?: true;
  /** Its program mostly waits, and reads no input: others are read meanwhile, and not after it. */
  readonly waits?: true;
  /** Its program measures the machine itself, which has to have nothing else to do meanwhile. */
  readonly undisturbed?: true;
  /** What a log may show in place of what was printed, which may hold secrets. */
  readonly shown?: (output: string) => string;
  /** No log shows its program either. */
  readonly hidden?: true;
}

/** Whether it is read with the others; what only a change wants is asked for once there is one. */
export function isAskedAtOnce({ forChange }: Fact<unknown>): boolean {
  return forChange !== true;
}

/** A part of facts that costs no more for many of them than for one. */
export interface Together {
  /** Equal ids mean one program, given what each of the facts is about. */
  readonly id: string;
  /** What this fact wants of it, such as a path; empty where all want the same. */
  readonly about: string;
  /** POSIX sh, plain: prints nothing, and leaves variables to the facts' own programs. */
  readonly program: (about: readonly string[]) => string;
}

/** The facts of one host, as roles and resources see them. */
export interface Facts {
  /**
   * The value, as if it were there.
   * @throws {MissingFact} when it has not been read yet: the engine reads it and starts over
   */
  get<T>(fact: Fact<T>): T;
  /** The value where it has been read; undefined otherwise, and nothing asks for it. */
  ifRead<T>(fact: Fact<T>): T | undefined;
}

/**
 * Not a failure but a request: thrown by `Facts.get` so that roles and resources read like plain
 * functions, and caught in one place, the planner.
 */
export class MissingFact extends Error {
  readonly fact: Fact<unknown>;

  constructor(fact: Fact<unknown>) {
    super(`fact not read yet: ${fact.id}`);
    this.fact = fact;
  }
}

/** Reads `key=value` lines, as systemctl show and our own programs print them; later keys win. */
export function parsePairs(output: string): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {};
  for (const line of output.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) pairs[line.slice(0, at)] = line.slice(at + 1);
  }
  return pairs;
}
