import { dirname, resolve } from 'node:path';
import { readNamedFile } from '../../../../core/read-named-file.ts';
import type { ProblemList } from '../../../../inventory/problem-list.ts';
import { type Spot, spotWithin, type Variable } from '../../../../inventory/sources/source.ts';
import { expandHome } from '../../../../inventory/target/paths.ts';
import type { HavipFinding } from '../../havip-parse.ts';
import type { ParsedHavip } from '../../havip-schema.ts';
import { exactlyOne, type Rule } from '../../rules/rule-parts.ts';
import { HOOK_STATES } from './hook-schema.ts';

/** What runs at a change of state of a node. */
export interface HookSettings {
  readonly state: (typeof HOOK_STATES)[number];
  /** A command line on the node; undefined where `content` is sent. */
  readonly script?: string;
  /** Text of a script that is sent. */
  readonly content?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export const hookRules: Rule = ({ notify }) =>
  HOOK_STATES.flatMap((state): readonly HavipFinding[] =>
    exactlyOne(`notify.${state}`, notify?.[state], ['script', 'file']),
  );

/** Scripts that are to be sent are read with the inventory that names them. */
export function settleHooks(
  { notify }: ParsedHavip,
  { spot }: Variable,
  homeDirectory: string,
  problems: ProblemList,
): readonly HookSettings[] {
  return HOOK_STATES.flatMap((state): HookSettings[] => {
    const hook = notify?.[state];
    if (hook === undefined) return [];
    const { script, file, timeout } = hook;
    if (file === undefined) return script === undefined ? [] : [{ state, script, timeout }];
    const at = spot && spotWithin(spot, ['notify', state, 'file']);
    const content = readScript(expandHome(file, homeDirectory), at, problems);
    return content === undefined ? [] : [{ state, content, timeout }];
  });
}

/** Its text; what keeps it from being read is listed at the place that names it. */
function readScript(path: string, spot: Spot | undefined, problems: ProblemList): string | undefined {
  const whole = spot === undefined ? path : resolve(dirname(spot.source.path), path);
  try {
    return readNamedFile(whole).toString('utf8');
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    problems.add(spot, {
      name: 'hook-file',
      summary: `${whole} cannot be read`,
      detail: error.message,
      fix: 'Correct the path, which is seen from the file that names it, or use script: for a program on the nodes.',
    });
    return undefined;
  }
}
