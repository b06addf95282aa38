import { relative, resolve } from 'node:path';
import type { Place, Problem } from '../../core/problem.ts';
import { UserMistake } from '../../core/user-code/user-code.ts';
import { messageOf, placeOf, shownPlace } from './playbook-code.ts';
import type { SourcePositions } from './source-positions.ts';

/** How the loader ends the message about a file that it cannot parse; it counts columns from 0. */
const PARSE_ERROR = /^(?:ParseError: )?([\s\S]*?)\s*\n? (\/.*):(\d+):(\d+)$/;

/** Why a playbook could not be loaded, whatever was thrown, with the place that is nearest to the cause. */
export function loadFailure(path: string, error: unknown, positions: SourcePositions): Problem {
  if (error instanceof UserMistake) {
    const made = error.problem.source ?? positions.firstIn(error.stack ?? '');
    return { ...error.problem, source: made ? shownPlace(made) : { file: path, line: 1, column: 1 } };
  }
  const { detail, place } =
    parseFailure(error) ?? missingModule(error) ?? thrown(error, positions, resolve(path));
  return {
    code: 'playbook.invalid',
    summary: `${path} cannot be loaded`,
    detail,
    fix: 'Correct the file; `npx tsc --noEmit` names every type error in it.',
    ...(place && { source: place.file === resolve(path) ? { ...place, file: path } : shownPlace(place) }),
  };
}

interface Cause {
  readonly detail: string;
  readonly place: Place | undefined;
}

function parseFailure(error: unknown): Cause | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, message = '', file = '', line, column] = PARSE_ERROR.exec(error.message) ?? [];
  if (file === '') return undefined;
  return {
    detail: `Syntax error: ${message}`,
    place: { file, line: Number(line), column: Number(column) + 1 },
  };
}

/** The error knows who asked for the module, and where that stands is looked up in the text. */
function missingModule(error: unknown): Cause | undefined {
  if (!(error instanceof Error) || !('code' in error) || !/MODULE_NOT_FOUND$/.test(String(error.code)))
    return undefined;
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  const askers = 'requireStack' in error && Array.isArray(error.requireStack) ? error.requireStack : [];
  const asker = typeof askers[0] === 'string' ? askers[0] : undefined;
  const written =
    asker === undefined || !name.startsWith('/') ? name : `./${relative(resolve(asker, '..'), name)}`;
  return {
    detail: written.startsWith('.')
      ? `There is no file ${written}.`
      : `There is no package ${written} beside it, nor in a folder above.`,
    place: asker === undefined ? undefined : (placeOf(asker, `'${written}'`) ?? placeOf(asker, written)),
  };
}

function thrown(error: unknown, positions: SourcePositions, file: string): Cause {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return { detail: messageOf(error), place: positions.firstIn(stack) ?? { file, line: 1, column: 1 } };
}
