import { randomBytes } from 'node:crypto';
import type { Connection, Shown } from '../../connection/connection.ts';
import { systemClock } from '../../core/clock.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { messageOf } from '../../core/text/message-of.ts';
import type { Fact, Together } from '../../resources/fact.ts';
import type { FactStore } from './fact-store.ts';

/** Milliseconds; package managers may refresh their metadata meanwhile. */
const OBSERVE_TIMEOUT_MS = 120_000;

/**
 * One program that reads all the facts, each in a subshell unless it is plain, told apart by a marker nobody can guess.
 * What mostly waits does so while the others are read: it is the head of a pipeline, whose end passes on what it has said.
 *
 * @param first how many of them have to be done before any other is begun
 * @param alone POSIX sh that succeeds where these are all that is read
 */
export function observeProgram(
  facts: readonly Fact<unknown>[],
  marker: string,
  first = 0,
  alone?: string,
): string {
  const whole = wholeProgram(facts, marker, first);
  if (alone === undefined) return whole;
  return `if ${alone}; then\n${wholeProgram(facts.slice(0, first), marker)}\nexit 0\nfi\n${whole}`;
}

function wholeProgram(facts: readonly Fact<unknown>[], marker: string, first = 0): string {
  const parts = facts.map((fact, index) => `printf '\\n%s %s\\n' ${marker} ${index}\n${enclosed(fact)}`);
  const after = (waiting: boolean) =>
    parts.filter((_, index) => index >= first && (facts[index]?.waits === true) === waiting);
  const [beside, others] = [after(true), after(false)];
  const both = ['{', ...beside, '} | {', 'exec 3<&0 </dev/null', ...others, 'cat <&3', '}'];
  const rest = beside.length > 0 && others.length > 0 ? both : [...beside, ...others];
  const timed = facts.some((fact) => fact.timed) ? ['read -r begun _ </proc/uptime'] : [];
  const shared = togetherPrograms(facts);
  const leading = parts.slice(0, first);
  // A step comes before all; facts that lead have their part in what is read together.
  const isStep = !facts.slice(0, first).some((fact) => fact.together);
  return [
    ...timed,
    ...(isStep ? [...leading, ...shared] : [...shared, ...leading]),
    ...rest,
    `printf '\\n%s end\\n' ${marker}`,
  ].join('\n');
}

function enclosed({ program, plain }: Fact<unknown>): string {
  return plain ? `{\n${program}\n} 2>/dev/null` : `(\n${program}\n) 2>/dev/null`;
}

/** Each once, for all facts that have it in common. */
function togetherPrograms(facts: readonly Fact<unknown>[]): string[] {
  const kinds = new Map<string, { readonly program: Together['program']; readonly about: Set<string> }>();
  for (const { id, about, program } of facts.flatMap(({ together = [] }) => together)) {
    kinds.set(id, { program, about: (kinds.get(id)?.about ?? new Set<string>()).add(about) });
  }
  return [...kinds.values()].map(({ program, about }) => `{\n${program([...about])}\n} 2>/dev/null`);
}

/** What each program printed, by index; undefined when the answer is not whole. */
export function parseObservation(output: string, marker: string, count: number): string[] | undefined {
  const [, ...parts] = output.split(`\n${marker} `);
  if (parts.length !== count + 1 || !parts[count]?.startsWith('end\n')) return undefined;
  const said: string[] = [];
  for (const part of parts.slice(0, count)) {
    const at = part.indexOf('\n');
    said[Number(part.slice(0, at))] = part.slice(at + 1);
  }
  return Object.keys(said).length === count && said.length === count ? said : undefined;
}

/** The same for a log: without what facts say is for nobody to read. */
export function shownObservation(
  facts: readonly Fact<unknown>[],
  marker: string,
  { count: first, alone }: Pick<Leading, 'count' | 'alone'> = { count: 0 },
): Shown {
  const known = facts.map((fact) => (fact.hidden ? { ...fact, program: ': # not shown (noLog)' } : fact));
  return {
    program: observeProgram(known, marker, first, alone),
    answer: (output) => {
      const [head = '', ...parts] = output.split(`\n${marker} `);
      const shown = parts.map((part) => {
        const at = part.indexOf('\n') + 1;
        const said = facts[Number(part.slice(0, at))];
        const text = part.slice(at);
        return `${part.slice(0, at)}${said?.hidden ? '(not shown)' : (said?.shown?.(text) ?? text)}`;
      });
      return [head, ...shown].join(`\n${marker} `);
    },
  };
}

/** Facts at the head of others that are done before any other is begun. */
export interface Leading {
  readonly count: number;
  /** POSIX sh that succeeds on a machine where no other is read. */
  readonly alone?: string | undefined;
  /** Told what they have printed, as soon as the next is begun. */
  readonly onRead: (outputs: readonly string[]) => void;
}

/**
 * Reads facts from a machine in one round trip; only those that lead where the machine finds that they are alone.
 *
 * @param timeoutMs milliseconds until it is ended
 */
export async function observe(
  connection: Connection,
  facts: readonly Fact<unknown>[],
  store: FactStore,
  leading?: Leading,
  timeoutMs = OBSERVE_TIMEOUT_MS,
): Promise<Outcome<void>> {
  const marker = `@${randomBytes(12).toString('hex')}`;
  const first = leading?.count ?? 0;
  const readFirst = leading && leadReader(marker, leading);
  let at: Fact<unknown> | undefined;
  let begunMs: number | undefined;
  const answer = await connection.run(observeProgram(facts, marker, first, leading?.alone), {
    label: 'reading facts',
    timeoutMs,
    onStdoutLine: (line) => {
      if (line.startsWith(`${marker} `)) {
        begunMs ??= systemClock.monotonicMs();
        at = facts[Number(line.slice(marker.length + 1))];
      }
      readFirst?.(line);
    },
    shown: () => shownObservation(facts, marker, leading),
  });
  if (!answer.ok) return failure(...answer.problems.map((problem) => namingFact(problem, at)));
  const { stdout } = answer.value;
  const outputs =
    parseObservation(stdout, marker, facts.length) ??
    (leading?.alone === undefined ? undefined : parseObservation(stdout, marker, first));
  if (outputs === undefined) {
    return failure({
      code: 'host.facts-incomplete',
      host: connection.host,
      summary: 'the machine did not answer with all its facts',
      detail:
        `The program that reads them ended with ${answer.value.exitCode}. ${lastLines(answer.value.stderr)}`.trim(),
      fix: 'Log in and run `sh -c true`: a login shell or profile that prints or exits gets in the way.',
    });
  }
  const read = facts.slice(0, outputs.length);
  read.forEach((fact, index) => {
    store.put(fact, outputs[index] ?? '', begunMs);
  });
  const problems = read.flatMap((fact) => malformed(connection.host, fact, store));
  return problems.length > 0 ? failure(...problems) : success(undefined);
}

/** What the connection says of a program that it has ended, with the fact that it was at. */
function namingFact(problem: Problem, fact: Fact<unknown> | undefined): Problem {
  if (problem.code !== 'host.command-timeout' || fact === undefined) return problem;
  const detail = `It was at the fact ${fact.id}: what is asked there has not answered. ${problem.detail ?? ''}`;
  return { ...problem, detail: detail.trim() };
}

/** Takes lines of an observation, and tells of those that lead when they are whole. */
function leadReader(marker: string, { count, onRead }: Leading): (line: string) => void {
  const outputs: string[][] = [];
  let isOver = false;
  return (line) => {
    if (isOver) return;
    if (!line.startsWith(`${marker} `)) {
      outputs.at(-1)?.push(line);
    } else if (outputs.length < count) {
      outputs.push([]);
    } else {
      isOver = true;
      onRead(outputs.map((lines) => lines.join('\n')));
    }
  };
}

/** What a machine says is data of unknown origin: what cannot be read is a problem of that machine. */
function malformed(host: string, fact: Fact<unknown>, store: FactStore): Problem[] {
  try {
    store.get(fact);
    return [];
  } catch (error) {
    store.forget(fact);
    return [
      {
        code: 'host.facts-malformed',
        host,
        summary: `what the machine says of itself cannot be true: ${fact.id}`,
        detail: messageOf(error),
        fix: 'Look at the machine: a program there answers otherwise than it does elsewhere.',
      },
    ];
  }
}

/** The end of a long output, where the cause of a failure stands. */
export function lastLines(text: string, count = 20): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
