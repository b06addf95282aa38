/** A place in a file that a person can jump to; line and column count from 1. */
export interface Place {
  /** As the user gave it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/**
 * The exit code that a problem of each area leads to. The area is the part of a code before the dot,
 * so a new problem needs a name and no registration.
 */
const EXIT_CODES = {
  internal: 1,
  host: 2,
  cloud: 2,
  verify: 3,
  connection: 4,
  usage: 5,
  inventory: 5,
  playbook: 5,
  vars: 5,
  lint: 5,
  lock: 7,
  rollback: 8,
} as const;

/** What a problem is about; decides the exit code. */
export type Area = keyof typeof EXIT_CODES;

/** A stable name for one kind of problem, such as `inventory.unknown-key`. */
export type ProblemCode = `${Area}.${string}`;

/** An expected failure, as data: what, why, how to mend it, and where. */
export interface Problem {
  /** Its stable name, such as `host.step-failed`: the part before the dot decides the exit code. */
  readonly code: ProblemCode;
  /** One line, fixed wording, no trailing full stop. */
  readonly summary: string;
  /** Full sentences: what was found and why it matters. */
  readonly detail?: string;
  /** What the reader should do now. */
  readonly fix?: string;
  /** Inventory name of the host it happened on. */
  readonly host?: string;
  /** Where in a file of the user's. */
  readonly source?: Place;
}

/** The exit codes of which a run takes the first that any of its problems leads to. */
const EXIT_CODE_PRECEDENCE = [8, 1, 5, 7, 4, 2, 3] as const;

/** The area of a problem's code. */
export function areaOf(problem: Problem): Area {
  return problem.code.slice(0, problem.code.indexOf('.')) as Area;
}

/** The exit code for a whole run: 0 without problems; an unreachable host (4) wins over a failed one (2). */
export function exitCodeFor(problems: readonly Problem[]): number {
  const codes = new Set<number>(problems.map((problem) => EXIT_CODES[areaOf(problem)]));
  return EXIT_CODE_PRECEDENCE.find((code) => codes.has(code)) ?? 0;
}

/** `file:line:column`, as editors and terminals link it. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
