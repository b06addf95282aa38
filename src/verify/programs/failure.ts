import { quote } from '../../core/shell.ts';
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

/**
 * `arm` and `disarm`: a systemd timer, or a detached shell that keeps its process group in a file. Either
 * runs a file, since systemd would expand `$` in the words of a command line.
 */
function undoFunctions({ scenario, context, undoName, undoAfterSeconds }: FailureOptions): string {
  const undo = `${environment}${serviceFunctions(context.unit)}${scenario.restore(context)}\nrm -f "$0"\n`;
  return `undo=${quote(undo)}
undo_name=${quote(undoName)}
undo_program=/run/$undo_name.sh
undo_group=/run/$undo_name.pid
disarm() {
  if [ -d /run/systemd/system ]; then
    systemctl stop "$undo_name.timer" 2>/dev/null
    systemctl reset-failed "$undo_name.timer" "$undo_name.service" 2>/dev/null
  elif read -r group 2>/dev/null <"$undo_group"; then
    kill -- "-$group" 2>/dev/null
  fi
  rm -f "$undo_program" "$undo_group"
}
arm() {
  disarm
  (umask 077 && printf '%s' "$undo" >"$undo_program") || return 1
  if [ -d /run/systemd/system ]; then
    systemd-run --quiet --on-active=${undoAfterSeconds} --timer-property=AccuracySec=500ms \\
      --unit="$undo_name" /bin/sh "$undo_program" </dev/null >&2
  else
    setsid sh -c 'echo $$ >"$2"; sleep ${undoAfterSeconds}; rm -f "$2"; exec sh "$1"' \\
      sh "$undo_program" "$undo_group" </dev/null >/dev/null 2>&1 &
    waited=0
    until [ -s "$undo_group" ]; do
      waited=$((waited + 1))
      [ "$waited" -lt 50 ] || return 1
      sleep 0.1
    done
  fi
}
`;
}
