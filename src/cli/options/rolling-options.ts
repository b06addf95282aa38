import { type Command, InvalidArgumentError } from 'commander';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { VersionOverride } from '../../havip/context.ts';
import type { HavipRequest } from '../../havip/request.ts';
import { parseWindow } from '../../rollout/windows/window.ts';
import { parseWaves, type WavePlan } from '../../run/waves/waves.ts';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engine/options.ts';
import { collect, duration } from './options.ts';

/** Options of commands that take clusters from one state to the next. */
export interface RollingOptions {
  readonly to?: string;
  readonly allowDowngrade?: boolean;
  readonly returnToPrimary?: boolean;
  readonly waves?: string;
  /** Milliseconds. */
  readonly soak?: number;
  readonly maxFailures?: number;
  readonly pause?: boolean;
  readonly window?: readonly string[];
  /** The id of a rollout. */
  readonly resume?: string;
  readonly replaceConfig?: string;
}

/** For every command that may install. */
export function withDowngradeOption(command: Command): Command {
  return command.option('--allow-downgrade', 'an older keepalived may replace a newer one');
}

/** For every command that may replace what somebody else wrote; alone it means all of it. */
export function withReplaceOption(command: Command): Command {
  return command.option(
    '--replace-config [names]',
    'lose what a keepalived.conf that somebody else wrote does and the inventory does not describe: all of it, or by name with `=` and commas between the names that the plan tells',
  );
}

/** For commands that go through all clusters of an inventory, or through the hosts of a playbook. */
export function withRollingOptions(command: Command): Command {
  return withReplaceOption(withDowngradeOption(command))
    .option('--return-to-primary', 'hand the address back to the primary at the end, measured')
    .option(
      '--waves <totals>',
      'clusters, and hosts of none, in waves: numbers or percentages of all (rounded up), each the total begun by the end of its wave; the last one reaches all: 1,10%,100%',
    )
    .option(
      '--soak <duration>',
      'how long to wait between two waves, before all that is finished is looked at again; not after a wave that changed nothing',
      duration,
    )
    .option(
      '--max-failures <n>',
      'begin no new wave when more clusters or hosts of none than this have failed; those begun finish (default: 0)',
      count,
    )
    .option('--pause', 'ask before each wave')
    .option(
      '--window <time>',
      'begin clusters only at this time of the week, such as "sat,sun 02:00-05:00 Europe/Berlin" (without days every day, without a zone UTC); those begun finish; several may be given',
      collect,
    )
    .option(
      '--resume <rollout>',
      'go on with a rollout in waves that was cut off or stopped: what was finished is not contacted again',
    );
}

/** What the options ask of a run, or what is wrong with them. */
export function rollingRequest(
  context: CommandContext,
  options: RollingOptions & Pick<EngineOptions, 'engine'>,
): Outcome<Pick<HavipRequest, 'install' | 'waves' | 'returnToPrimary' | 'survey' | 'replaceConfig'>> {
  const { to, allowDowngrade, returnToPrimary, soak, maxFailures, pause, window } = options;
  // In a window, all that there is begins, unless somebody wants less at a time.
  const waves = options.waves ?? (window === undefined ? undefined : '100%');
  const install: VersionOverride = {
    ...(to === undefined ? {} : { version: to }),
    allowDowngrade: allowDowngrade === true,
  };
  const common = {
    install,
    returnToPrimary: returnToPrimary === true,
    // A version that some cluster cannot have must not be begun anywhere.
    survey: to !== undefined,
    ...replaceRequest(options.replaceConfig),
  };
  if (waves === undefined) {
    return soak === undefined && maxFailures === undefined && pause === undefined
      ? success(common)
      : failure({
          code: 'usage.no-waves',
          summary: '--soak, --max-failures and --pause are about waves, and there is no --waves',
          fix: 'Add --waves, such as --waves 1,10%,100%.',
        });
  }
  // With an engine, whoever it may be answers from wherever he is.
  if (pause === true && options.engine === undefined && !(context.errIsTerminal && context.inIsTerminal)) {
    return failure({
      code: 'usage.no-terminal',
      summary: '--pause asks before each wave, and there is no terminal to ask on',
      fix: 'Run it on a terminal, or leave out --pause and give --soak time.',
    });
  }
  const plan = wavePlan(waves, options);
  return plan.ok ? success({ ...common, waves: plan.value }) : plan;
}

function wavePlan(
  waves: string,
  { soak, maxFailures, pause, window = [] }: RollingOptions,
): Outcome<WavePlan> {
  const totals = parseWaves(waves);
  const windows = window.map(parseWindow);
  const wrong = [totals, ...windows].flatMap((parsed) => (parsed.ok ? [] : parsed.problems));
  if (!totals.ok || wrong.length > 0) return failure(...wrong);
  return success({
    totals: totals.value,
    soakMs: soak ?? 0,
    maxFailures: maxFailures ?? 0,
    pause: pause === true,
    ...(window.length > 0 && {
      windows: windows.flatMap((parsed) => (parsed.ok ? [parsed.value] : [])),
    }),
  });
}

function replaceRequest(value: string | undefined): Pick<HavipRequest, 'replaceConfig'> {
  if (value === undefined) return {};
  if (value === 'all') return { replaceConfig: 'all' };
  const names = value.split(',').map((name) => name.trim());
  return { replaceConfig: names.filter((name) => name !== '') };
}

function count(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a whole number.');
}
