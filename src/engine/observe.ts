import { randomBytes } from 'node:crypto';
import type { Connection, Shown } from '../connection/connection.ts';
import { messageOf } from '../core/message-of.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { Fact } from '../resources/fact.ts';
import type { FactStore } from './fact-store.ts';

/** Milliseconds; package managers may refresh their metadata meanwhile. */
const OBSERVE_TIMEOUT_MS = 120_000;

/** One program that reads all the facts, each in a subshell, told apart by a marker nobody can guess. */
export function observeProgram(facts: readonly Fact<unknown>[], marker: string): string {
  const parts = facts.map(
    (fact, index) => `printf '\\n%s %s\\n' ${marker} ${index}\n(\n${fact.program}\n) 2>/dev/null`,
  );
  return [...parts, `printf '\\n%s end\\n' ${marker}`].join('\n');
}

/** What each program printed, by index; undefined when the answer is not whole. */
export function parseObservation(output: string, marker: string, count: number): string[] | undefined {
  const [, ...parts] = output.split(`\n${marker} `);
  if (parts.length !== count + 1 || !parts[count]?.startsWith('end\n')) return undefined;
  return parts.slice(0, count).map((part) => part.slice(part.indexOf('\n') + 1));
}

/** The same for a log: without what facts say is for nobody to read. */
export function shownObservation(facts: readonly Fact<unknown>[], marker: string): Shown {
  const known = facts.map((fact) => (fact.hidden ? { ...fact, program: ': # not shown (noLog)' } : fact));
  return {
    program: observeProgram(known, marker),
    answer: (output) => {
      const [head = '', ...parts] = output.split(`\n${marker} `);
      const shown = parts.map((part, index) => {
        const at = part.indexOf('\n') + 1;
        const said = facts[index];
        const text = part.slice(at);
        return `${part.slice(0, at)}${said?.hidden ? '(not shown)' : (said?.shown?.(text) ?? text)}`;
      });
      return [head, ...shown].join(`\n${marker} `);
    },
  };
}

/**
 * Reads facts from a machine in one round trip.
 *
 * @param onFirst called with what the first has printed, as soon as the next is begun
 */
export async function observe(
  connection: Connection,
  facts: readonly Fact<unknown>[],
  store: FactStore,
  onFirst?: (output: string) => void,
): Promise<Outcome<void>> {
  const marker = `@${randomBytes(12).toString('hex')}`;
  const answer = await connection.run(observeProgram(facts, marker), {
    label: 'reading facts',
    timeoutMs: OBSERVE_TIMEOUT_MS,
    ...(onFirst && { onStdoutLine: firstReader(marker, onFirst) }),
    shown: () => shownObservation(facts, marker),
  });
  if (!answer.ok) return answer;
  const outputs = parseObservation(answer.value.stdout, marker, facts.length);
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
  facts.forEach((fact, index) => {
    store.put(fact, outputs[index] ?? '');
  });
  const problems = facts.flatMap((fact) => malformed(connection.host, fact, store));
  return problems.length > 0 ? failure(...problems) : success(undefined);
}

/** Takes lines of an observation, and tells of the first fact when it is whole. */
function firstReader(marker: string, onFirst: (output: string) => void): (line: string) => void {
  const lines: string[] = [];
  let part = -1;
  return (line) => {
    if (line.startsWith(`${marker} `)) {
      part += 1;
      // An empty line stands before each mark.
      if (part === 1) onFirst(lines.slice(0, -1).join('\n'));
    } else if (part === 0) lines.push(line);
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
