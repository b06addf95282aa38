import type { ConvergePlay } from '../../api/types.ts';
import type { Place, Problem } from '../../core/problem.ts';
import type { Host } from '../../inventory/types.ts';
import type { RunRequest } from '../request.ts';
import type { Unit } from '../unit/unit.ts';

/** One play that makes hosts what they should be, and one of its hosts. */
export interface ConvergingHost {
  readonly play: ConvergePlay;
  readonly unit: Unit;
  readonly host: Host;
}

/** Variables that roles cannot use, or do not have. */
export function variableProblems(
  { inventory }: RunRequest,
  converging: readonly ConvergingHost[],
): Problem[] {
  // Of many hosts that lack the same, one place is told: they are one problem.
  const lacking = new Map<string, Place | undefined>();
  const placeOf = ({ name, vars }: Host, variable: string, what: string): Place | undefined => {
    if (vars[variable] !== undefined) return inventory.placeOf(name, variable);
    if (!lacking.has(what)) lacking.set(what, inventory.placeOfHost(name));
    return lacking.get(what);
  };
  return converging.flatMap(({ play, unit, host }) =>
    play.roles.flatMap((role) => {
      const checked = role.check(host, unit.tells(host));
      if ('vars' in checked) return [];
      return checked.issues.map(({ path, message }): Problem => {
        const summary = `${path.join('.') || 'variables'}: ${message}`;
        const source = placeOf(host, path[0] ?? '', `${play.name} ${role.name} ${summary}`);
        return {
          code: 'vars.invalid',
          host: host.name,
          summary,
          detail: whoNeedsIt(role.name, play.name),
          fix: `Set it for the host or a group of it, or with -e: key=value gives a text, '{"key": 5}' a number.`,
          ...(source && { source }),
        };
      });
    }),
  );
}

/** The tasks of a play are a role of the play's own name. */
function whoNeedsIt(role: string, play: string): string {
  return role === play ? `The play "${play}" needs it.` : `The role ${role} needs it in the play "${play}".`;
}
