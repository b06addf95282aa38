import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import { Redactor } from '../../../core/secret.ts';
import { printable } from '../../../core/text/printable.ts';
import { type EngineClient, openClient } from '../../../rollout/dbos/client.ts';
import type { Run } from '../../../rollout/engine.ts';
import type { Ending } from '../../../rollout/roll-out.ts';
import type { RolloutView } from '../../../rollout/submission.ts';
import type { CommandContext } from '../../context.ts';
import { checkFolder } from '../../output/output-folder.ts';
import { reportBadInput, startDocument } from '../../output/reporting.ts';
import { engineUrl } from '../url.ts';
import { type AttachOptions, attach } from './attach.ts';
import { type PruneOptions, prune, prunedText } from './prune-command.ts';
import { reportSoFar } from './report-so-far.ts';
import { listText, viewText } from './rollout-text.ts';

export type Action = 'list' | 'show' | 'attach' | 'pause' | 'resume' | 'cancel' | 'approve' | 'prune';

/** Options of `rollout …`. */
export type RolloutOptions = AttachOptions &
  Partial<PruneOptions> & {
    readonly engine?: string;
    readonly most?: number;
    readonly no?: boolean;
  };

/** A worker that has told of itself within so many seconds is there. */
const SEEN_SECONDS = 30;

/** Looks at rollouts, or decides about one; gives the exit code. */
export async function rolloutCommand(
  context: CommandContext,
  action: Action,
  id: string,
  options: RolloutOptions,
): Promise<number> {
  const redactor = new Redactor();
  const complete = startDocument(context, `rollout ${action}`);
  const wrong = (problems: readonly Problem[]) =>
    reportBadInput(context, options, redactor, complete, problems);
  const place = await checkFolder(options.report, '--report');
  if (!place.ok) return wrong(place.problems);
  const url = engineUrl(context, options.engine, redactor);
  if (!url.ok) return wrong(url.problems);
  const client = await openClient(url.value, context.interrupted);
  if (!client.ok) return wrong(client.problems);
  try {
    if (action === 'list') return await list(context, client.value, options);
    if (action === 'prune') {
      const pruned = await prune(client.value.cleaner, { days: 90, ...options });
      if (!pruned.ok) return wrong(pruned.problems);
      print(context, options, pruned.value, prunedText(pruned.value, options.check === true));
      return 0;
    }
    const code = await aboutOne({ context, client: client.value, redactor }, action, id, options);
    return code.ok ? code.value : wrong(code.problems);
  } finally {
    await client.value.close();
  }
}

/** What a command needs beside its words. */
interface World {
  readonly context: CommandContext;
  readonly client: EngineClient;
  readonly redactor: Redactor;
}

async function aboutOne(
  { context, client, redactor }: World,
  action: Action,
  id: string,
  options: RolloutOptions,
): Promise<Outcome<number>> {
  const view = await client.overview.view(id);
  const run = await client.run(id);
  if (view === undefined || run === undefined) return failure(await unknown(client, id));
  const { report } = options;
  const isReported = action === 'show' && report !== undefined;
  if (action === 'attach' || (isReported && view.endedAt !== undefined))
    return success(await attach(context, client, id, options, redactor));
  const done = await act(client, action, run, view, options);
  if (!done.ok) return done;
  print(context, options, done.value.view, done.value.text);
  return success(isReported ? await reportSoFar(context, client, view, report, redactor) : 0);
}

async function list(
  context: CommandContext,
  { overview }: EngineClient,
  { most = 50, json }: RolloutOptions,
): Promise<number> {
  const [rollouts, workers] = await Promise.all([overview.list(most), overview.workers(SEEN_SECONDS)]);
  context.out(
    json === true
      ? `${JSON.stringify({ rollouts, workers }, null, 2)}\n`
      : shown(listText(rollouts, workers)),
  );
  return 0;
}

interface Done {
  readonly view: RolloutView;
  readonly text: string;
}

/** Does what somebody has decided; gives how it stands then. */
async function act(
  client: EngineClient,
  action: Action,
  run: Run,
  view: RolloutView,
  { no }: RolloutOptions,
): Promise<Outcome<Done>> {
  const { id } = view;
  if (action === 'show') return success({ view, text: viewText(view) });
  const refused = refusal(action, view);
  if (refused !== undefined) return failure(refused);
  if (action === 'pause') await run.pause();
  if (action === 'resume') await run.resume();
  if (action === 'cancel') {
    await run.cancel();
    await client.submissions.endNotBegun(id, neverBegun(view));
  }
  const answered = view.waitsFor?.name ?? '';
  if (action === 'approve') {
    await run.answer(answered, no !== true);
    const counts = await client.store.answerTo(id, answered);
    if (counts === (no === true)) return failure(answeredBefore(view, counts));
  }
  const after = (await client.overview.view(id)) ?? view;
  const text = {
    pause: 'what has begun finishes, nothing more begins',
    resume: 'goes on',
    cancel: 'what has begun finishes, and that is the end',
    approve: `${answered}: ${no === true ? 'no' : 'yes'}`,
    list: '',
    attach: '',
    prune: '',
  }[action];
  return success({ view: after, text: `rollout ${id}: ${text}\n` });
}

function print({ out }: CommandContext, { json }: RolloutOptions, data: object, text: string): void {
  out(json === true ? `${JSON.stringify(data, null, 2)}\n` : shown(text));
}

/** Names come from others: no control character of theirs is printed. */
function shown(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n');
}

function neverBegun({ plan }: RolloutView): Ending {
  const skipped = plan.waves.flat().map(({ name }) => name);
  return { why: 'cancelled', reason: 'cancelled', skipped, ends: [] };
}

/** Why nothing can be decided any more; to cancel once more is no mistake. */
function refusal(action: Action, view: RolloutView): Problem | undefined {
  if (view.endedAt !== undefined) return isOver(view);
  if (view.control === 'cancel' && action !== 'cancel') return isCancelled(view);
  return action === 'approve' && view.waitsFor === undefined ? waitsForNothing(view) : undefined;
}

function isOver({ id, state }: RolloutView): Problem {
  return {
    code: 'usage.rollout-over',
    summary: `the rollout ${id} has ended: ${state}`,
    fix: 'Submit a new one: what is as it should be costs a look each.',
  };
}

function isCancelled({ id }: RolloutView): Problem {
  return {
    code: 'usage.rollout-over',
    summary: `the rollout ${id} is cancelled: what has begun finishes, and that is the end`,
    fix: 'Wait until it has ended, and submit a new one: what is as it should be costs a look each.',
  };
}

/** Of two who answer at the same time, the first counts. */
function answeredBefore({ id, waitsFor }: RolloutView, yes: boolean): Problem {
  return {
    code: 'usage.nothing-to-approve',
    summary: `${waitsFor?.name ?? 'it'} of the rollout ${id} has been answered by somebody else: ${yes ? 'yes' : 'no'}`,
    fix: yes
      ? `havip-deploy rollout pause ${id}, or cancel, keeps more from beginning.`
      : 'Submit a new one.',
  };
}

function waitsForNothing({ id, state }: RolloutView): Problem {
  return {
    code: 'usage.nothing-to-approve',
    summary: `the rollout ${id} waits for nobody's word: ${state}`,
    fix: `havip-deploy rollout show ${id} tells how it stands.`,
  };
}

async function unknown({ overview }: EngineClient, id: string): Promise<Problem> {
  const known = await overview.list(10);
  return {
    code: 'usage.unknown-rollout',
    summary: `the engine has no rollout ${id}`,
    detail:
      known.length === 0 ? 'It has none.' : `The newest are: ${known.map((each) => each.id).join(', ')}.`,
    fix: 'havip-deploy rollout list tells which there are.',
  };
}
