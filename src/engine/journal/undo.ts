import type { Connection } from '../../connection/connection.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { quote } from '../../core/programs/shell.ts';
import { behindFence, LEASE_LOST, notBegun } from '../lease/fence.ts';
import { pruneProgram } from './folder.ts';

/** Milliseconds; a package manager may be at work, and a build's files are many. */
const UNDO_TIMEOUT_MS = 30 * 60_000;

/** What became of one step that was to be taken back. */
export interface UndoneStep {
  readonly name: string;
  readonly result: 'undone' | 'as it was' | 'left as it is' | 'failed';
  /** What it printed when it failed. */
  readonly said: string;
}

/** What an undo did to one machine. */
export interface UndoReport {
  readonly steps: readonly UndoneStep[];
  /** Everything that can be taken back is. */
  readonly complete: boolean;
  /** What went wrong outside any step. */
  readonly said: string;
}

/**
 * Runs the undo scripts of journals on their machine, the newest run first; stops at the first that fails.
 * @param fence POSIX sh that must succeed, or nothing is undone
 * @param by who asked for it, as lines of `key=value`; for the history
 */
export async function undoJournals(
  connection: Connection,
  folders: readonly string[],
  fence?: string,
  by?: string,
): Promise<Outcome<UndoReport>> {
  const label = 'undoing changes';
  const [newest] = folders;
  // A run that failed has no other end than this.
  const pruned = newest === undefined ? '' : `( ${pruneProgram(newest)}\n) >/dev/null 2>&1 || :`;
  const undo = [...folders.map((folder) => undoProgram(folder, by)), pruned].join('\n');
  const answer = await connection.run(behindFence(undo, fence), { label, timeoutMs: UNDO_TIMEOUT_MS });
  if (!answer.ok) return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode === LEASE_LOST) return failure(notBegun(connection.host, label));
  const { steps, said } = parseUndo(stdout);
  return success({ steps, complete: exitCode === 0, said: `${said}${stderr}`.trim() });
}

function undoProgram(folder: string, by: string | undefined): string {
  const journal = quote(folder);
  const note = by === undefined ? '' : `printf %s ${quote(by)} > ${journal}/undone-by; `;
  return `if [ -e ${journal}/undo.sh ]; then ${note}sh ${journal}/undo.sh || exit; fi`;
}

/** Reads what undo scripts print: `RESULT: STEP` lines, and indented what a failed step said. */
export function parseUndo(output: string): Pick<UndoReport, 'steps' | 'said'> {
  const steps: UndoneStep[] = [];
  const others: string[] = [];
  for (const line of output.split('\n')) {
    const [, result, name] = /^(undone|as it was|left as it is|failed): (.+)$/.exec(line) ?? [];
    const last = steps.at(-1);
    if (isResult(result) && name !== undefined) steps.push({ name, result, said: '' });
    else if (line.startsWith('  ') && last?.result === 'failed') {
      steps[steps.length - 1] = { ...last, said: `${last.said}${line.slice(2)}\n` };
    } else if (line !== '') others.push(line);
  }
  return { steps, said: others.join('\n') };
}

function isResult(word: string | undefined): word is UndoneStep['result'] {
  return word === 'undone' || word === 'as it was' || word === 'left as it is' || word === 'failed';
}
