import { undoTimer } from '../../core/undo-timer.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';
import { environment } from './environment.ts';
import { serviceFunctions } from './service.ts';

/** Exit code of a program whose undo could not be armed; nothing was broken then. */
export const NOT_ARMED = 97;

/** One failure on one node. */
export interface FailureOptions {
  readonly scenario: Scenario;
  readonly context: ScenarioContext;
  /** Name of the timer that undoes it, of letters, digits and hyphens. */
  readonly undoName: string;
  /** Seconds after which the target undoes it by itself. */
  readonly undoAfterSeconds: number;
}

/**
 * The program that makes a node fail. It first arms the undo on the node itself, so that neither a dead
 * control machine nor a cut connection leaves it failed, then prints `caused wall`, causes the failure and
 * prints `cause-done wall`.
 */
export function causeProgram(options: FailureOptions): string {
  const { scenario, context } = options;
  return `${environment}${serviceFunctions(context.unit)}${undoFunctions(options)}
arm || exit ${NOT_ARMED}
printf 'caused %s\\n' "$(date +%s.%N)"
${scenario.cause(context)} || exit
printf 'cause-done %s\\n' "$(date +%s.%N)"
`;
}

/** The program that brings the node back, then disarms the undo, and prints `restored wall` in between. */
export function restoreProgram(options: FailureOptions): string {
  const { scenario, context } = options;
  return `${environment}${serviceFunctions(context.unit)}${undoFunctions(options)}
${scenario.restore(context)} || exit
printf 'restored %s\\n' "$(date +%s.%N)"
disarm
`;
}

function undoFunctions({ scenario, context, undoName, undoAfterSeconds }: FailureOptions): string {
  const undo = `${environment}${serviceFunctions(context.unit)}${scenario.restore(context)}\nrm -f "$0"\n`;
  return undoTimer({ undoName, undoAfterSeconds, undo });
}
