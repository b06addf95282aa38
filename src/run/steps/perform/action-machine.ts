import { randomBytes } from 'node:crypto';
import type { Shown } from '../../../connection/connection.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { HostSession } from '../../../engine/host-session.ts';
import { exported, within } from '../../../resources/define/surrounded.ts';
import type {
  Action,
  ActionChange,
  ActionMachine,
  ProgramOptions,
  ProgramResult,
} from '../../../resources/steps/action.ts';
import { hostActivity } from '../../apply-host.ts';
import { takeLease } from '../../lock/lock-unit.ts';
import type { TaskHost } from '../../unit/unit.ts';
import { answering, parseAnswer } from '../questions/answering.ts';
import { withdrawing } from '../withdrawn.ts';

/** Milliseconds for a program that says nothing else. */
const TIMEOUT_MS = 10 * 60_000;

/** One machine, in the hands of an action. */
export function actionMachine(task: TaskHost, session: HostSession, action: Action): ActionMachine {
  const { run, host } = task;
  const { connection } = session;
  const activity = (text: string) => hostActivity(run, host, text);
  const { environment, noLog } = action.meta ?? {};
  const surrounded = (program: string) => `${exported(environment)}${program}`;
  return {
    host: host.name,
    get facts() {
      return session.facts;
    },
    clock: run.deps.clock,
    signal: run.deps.signal,
    activity,
    read: (program, options) => {
      activity(options.activity);
      const { timeoutMs = TIMEOUT_MS, keptCharacters } = options;
      const shown = () => shownOf(action, options);
      const limits = { timeoutMs, ...(keptCharacters !== undefined && { keptCharacters }) };
      return connection.run(surrounded(program), { label: options.activity, ...limits, shown });
    },
    change: ({ script, undo, ...change }, options) => {
      const back = undo && { undo: { ...undo, script: within({ environment, noLog }, undo.script) } };
      const whole = { ...change, script: surrounded(script), ...back };
      return run.turn(() => make(task, session, whole, { action, options }));
    },
    upload: (content, destination, mode) => connection.upload(content, destination, mode),
    reconnect: async () =>
      (await connection.renew?.()) ??
      failure({
        code: 'connection.cannot-renew',
        host: host.name,
        summary: 'this kind of connection cannot be opened anew',
        fix: 'Reach the machine by ssh.',
      }),
  };
}

/** What a log shows of a program that only reads. */
function shownOf({ meta }: Action, { unshown }: ProgramOptions): Shown {
  const answer = () => '(not shown)';
  if (meta?.noLog === true) return { program: ': # not shown (noLog)', answer };
  return unshown === true ? { answer } : {};
}

interface Making {
  readonly action: Action;
  readonly options: ProgramOptions;
}

/** Under the lock and in the journal; what was known of the machine is void afterwards. */
async function make(
  { run, host }: TaskHost,
  session: HostSession,
  { script, keep = [], undo, exitCodes }: ActionChange,
  { action, options }: Making,
): Promise<Outcome<ProgramResult>> {
  const { result: locked, problems } = await withdrawing(run, () => takeLease(run));
  if (!locked) return failure(...(problems.length > 0 ? problems : [interrupted(host.name)]));
  hostActivity(run, host, options.activity);
  const mark = `@${randomBytes(12).toString('hex')}`;
  run.stale.add(host.name);
  const step = {
    name: action.name,
    reason: action.does,
    script: answering(script, mark, exitCodes),
    ...(undo && { undo }),
    ...(action.effects && { effects: action.effects }),
    ...(action.meta?.noLog && { noLog: true as const }),
  };
  const said = await session.perform(step, keep, options.timeoutMs ?? TIMEOUT_MS);
  return said.ok ? success(parseAnswer(said.value, mark)) : said;
}

/** What an action is told that was not begun any more. */
export function interrupted(host: string) {
  return { code: 'host.interrupted', host, summary: 'not begun, because the run was interrupted' } as const;
}
