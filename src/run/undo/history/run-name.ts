import type { JournalRecord } from '../../../engine/journal/records.ts';

/** What a run on record was started with. */
export type RunName = Pick<JournalRecord, 'command' | 'playbook'>;

/** Whether a person's own playbook was run, and not one of those that come with the program. */
export function isOwnPlaybook({ command, playbook }: RunName): boolean {
  return playbook !== '' && playbook !== command;
}

/** `run site.yaml` is told by its playbook, the program's own commands by theirs. */
export function namedRun(run: RunName): string {
  return isOwnPlaybook(run) ? `\`${run.command}\` (${run.playbook})` : `\`${run.command}\``;
}
