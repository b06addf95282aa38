import type { Command } from 'commander';
import { duration } from '../options/options.ts';

/** Options of a command that can be left to workers. */
export interface EngineOptions {
  /** A URL, or nothing where the environment has it. */
  readonly engine?: string;
  readonly detach?: boolean;
  /** Milliseconds. */
  readonly pauseLimit?: number;
}

const URL_OF = 'postgres://…; without a URL, that of HAVIP_DEPLOY_ENGINE, which no list of processes shows';

/** For commands that workers can carry out. */
export function withEngineOptions(command: Command): Command {
  return withEngineOption(command, `submit it to workers by this PostgreSQL, and watch it: ${URL_OF}`).option(
    '--detach',
    'with --engine: print the id of the rollout, and do not watch it',
  );
}

/** For those of them that may wait for a word. */
export function withPauseLimit(command: Command): Command {
  return command.option(
    '--pause-limit <duration>',
    'with --engine: how long a wave waits for `rollout approve`, such as 12h; then the rollout ends (default: for ever)',
    duration,
  );
}

export function withEngineOption(command: Command, description = `the PostgreSQL: ${URL_OF}`): Command {
  return command.option('--engine [url]', description);
}
