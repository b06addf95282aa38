import { quote } from '../../../core/programs/shell.ts';
import { undoTimer } from '../../../core/programs/undo-timer.ts';
import { behindFence } from '../../../engine/lease/fence.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';
import { environment } from './environment.ts';
import { scenarioFunctions } from './functions.ts';

/** Exit code of a program whose undo could not be armed; nothing was broken then. */
export const NOT_ARMED = 97;
/** Exit code of a failure that this machine has no means for; nothing was broken then. */
export const NOT_POSSIBLE = 96;

/** One failure on one node. */
export interface FailureOptions {
  readonly scenario: Scenario;
  readonly context: ScenarioContext;
  /** Name of the timer that undoes it, of letters, digits and hyphens. */
  readonly undoName: string;
  /** Seconds after which the target undoes it by itself. */
  readonly undoAfterSeconds: number;
  /** POSIX sh that must succeed first, or nothing is broken. */
  readonly fence?: string;
}

/**
 * The program that makes a node fail. It first arms the undo on the node itself, so that neither a dead
 * control machine nor a cut connection leaves it failed, then prints `caused wall`, causes the failure and
 * prints `cause-done wall`.
 */
export function causeProgram(options: FailureOptions): string {
  const { scenario, context, fence } = options;
  const program = `${preamble(options)}${undoTimer({ ...options, undo: undoProgram(options) })}
cause() {
${scenario.cause(context)}
}
arm || exit ${NOT_ARMED}
printf 'caused %s\\n' "$(date +%s.%N)"
cause || exit
printf 'cause-done %s\\n' "$(date +%s.%N)"
`;
  return behindFence(program, fence);
}

/**
 * The program that brings the node back, then disarms the undo, and prints `restored wall ago` in between: how
 * many milliseconds before that the node did it by itself, if it did, by its clock from boot.
 */
export function restoreProgram(options: FailureOptions): string {
  return `${preamble(options)}${undoTimer({ ...options, undo: undoProgram(options) })}${restoreFunction(options)}
{ read -r undone <"$drill.undone"; } 2>/dev/null || undone=''
restore || exit
read -r up _ </proc/uptime; up=\${up%.*}\${up#*.}
printf 'restored %s %s0\\n' "$(date +%s.%N)" $((up - \${undone:-$up}))
disarm
`;
}

/** What the node runs by itself; it leaves the moment behind, for whoever comes to ask, and what it could not put back. */
function undoProgram(options: FailureOptions): string {
  return `${preamble(options)}${restoreFunction(options)}
if restore; then done=yes; else done=''; fi
read -r up _ </proc/uptime
echo "\${up%.*}\${up#*.}" >"$drill.undone"
for left in "$drill".*; do
  case $left in "$drill.undone") ;; "$0") rm -f "$left" ;; *) [ -z "$done" ] || rm -f "$left" ;; esac
done
`;
}

function restoreFunction({ scenario, context }: FailureOptions): string {
  return `restore() {
${scenario.restore(context)}
}`;
}

function preamble({ context, undoName }: FailureOptions): string {
  return `${environment}${scenarioFunctions(context.unit)}drill=${quote(`/run/${undoName}`)}\n`;
}
