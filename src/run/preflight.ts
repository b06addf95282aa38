import type { ConvergePlay, Finding, Preflight, TaskContext } from '../api/types.ts';
import type { Problem } from '../core/problem.ts';
import type { Again, Ahead } from '../engine/facts/host-reader.ts';
import type { HostSession } from '../engine/host-session.ts';
import type { Host } from '../inventory/types.ts';
import type { Fact } from '../resources/fact.ts';
import { contextsOf, desiredOf } from './desired.ts';
import { report, tallyOf, type UnitRun } from './unit/unit.ts';
import { allOk, factsOf } from './unit/unit-facts.ts';

/** One role's preflight on one host. */
interface Look {
  readonly host: Host;
  readonly session: HostSession;
  readonly preflight: Preflight;
  /** With the facts that are at hand when it is called. */
  readonly context: () => TaskContext;
}

/** What the roles of a play look at on a host before anything is changed, as far as it costs little. */
export function preflightFacts(run: UnitRun, play: ConvergePlay, host: Host): readonly Fact<unknown>[] {
  return contexts(run, play, host).flatMap(({ role, context }) => role.preflight?.facts(context) ?? []);
}

/** What the plan has come to: something to do, nothing, or a refusal, beside which the rest is told, too. */
export type Outlook = 'to change' | 'idle' | 'refused';

/**
 * Judges the machines before anything is changed on them; false when what was found stops the run. Where
 * there is nothing to do, or the plan itself was refused, it only tells.
 */
export async function preflight(run: UnitRun, play: ConvergePlay, outlook: Outlook): Promise<boolean> {
  const looks = looksOf(run, play);
  if (looks.length === 0) return true;
  const isCloser = outlook !== 'idle' || run.request.command === 'status';
  if (isCloser && !(await lookCloser(run, looks))) return false;
  const found = looks.flatMap((look) =>
    look.preflight.judge(look.context()).map((finding) => ({ host: look.host, finding })),
  );
  forget(askedBy(run, play, looks));
  const stopping = found.filter(({ host, finding }) => tell(run, host, finding, outlook));
  // A plan goes on, so that it shows everything at once.
  return stopping.length === 0 || run.request.check;
}

const contexts = (run: UnitRun, play: ConvergePlay, host: Host) => contextsOf(play, run.unit, host);

function looksOf(run: UnitRun, play: ConvergePlay): Look[] {
  const inPlay = run.inPlay.get(play);
  return run.unit.hosts
    .filter((host) => inPlay?.has(host))
    .flatMap((host) => {
      const session = run.sessions.get(host.name);
      if (session === undefined) return [];
      return contexts(run, play, host).flatMap(({ role, context }): Look[] => {
        const { preflight: of } = role;
        if (of === undefined) return [];
        const full = () => ({ ...context, facts: session.facts, factsOf: factsOf(run), fleet: run.fleet });
        return [{ host, session, preflight: of, context: full }];
      });
    });
}

/**
 * The same look while a plan waits for what is asked only where there is something to do. What cannot
 * be read is left to `preflight`, which asks again.
 */
export async function lookAhead(run: UnitRun, play: ConvergePlay): Promise<void> {
  await Promise.all(
    looksOf(run, play).map(async ({ session, preflight: of, context }) => {
      const facts = of.closer(context()).filter(({ undisturbed }) => !undisturbed);
      await session.gatherNow(facts, 'looking closer');
    }),
  );
}

/** The same, and what the plan is sure to ask for, which takes a package manager as long as the look. */
async function lookAtBare(run: UnitRun, play: ConvergePlay): Promise<void> {
  await Promise.all([
    lookAhead(run, play),
    ...looksOf(run, play).map(({ session, preflight: { ahead }, context }) =>
      session.gatherNow(ahead?.sure?.(context(), session.facts) ?? [], 'reading facts'),
    ),
  ]);
}

/** A closer look that may begin with the first facts. */
interface LookFromTheStart {
  /** What leads the first facts of a host. */
  readonly ahead: (host: Host) => Ahead | undefined;
  readonly hasBegun: () => boolean;
}

/**
 * The same look from the first facts on: it begins when every machine that is looked at has allowed it by those that
 * lead. So nobody waits on the wire for one that does not ask, however few hosts may work at once.
 *
 * @param isSoon whether the lease may be taken at once: then a bare machine is not read before and after it
 */
export function lookFromTheStart(run: UnitRun, play: ConvergePlay, isSoon: boolean): LookFromTheStart {
  const looks = looksOf(run, play);
  let hasBegun = false;
  const leadOf = (of: Host) =>
    looks.flatMap(({ host, preflight: { ahead } }) => (host === of ? (ahead?.facts ?? []) : []));
  const waiting = new Set(looks.map(({ host }) => host));
  const isAllowed = () =>
    looks.every(({ session, preflight: { ahead } }) => ahead?.allows(session.facts) === true);
  const begin = async () => {
    if (waiting.size > 0 || !isAllowed()) return;
    hasBegun = true;
    await lookAtBare(run, play);
  };
  const bare = looks.flatMap(({ preflight: { ahead } }) => ahead?.bare ?? []);
  const isBare = isSoon && bare.length === looks.length;
  const ahead = (host: Host) => {
    if (!waiting.has(host) || leadOf(host).length === 0) return undefined;
    const onRead = () => {
      waiting.delete(host);
      // What is wrong with a role's code stops the run when it is asked the next time.
      begin().catch(() => undefined);
    };
    const alone = isBare ? [...new Set(bare)].join(' && ') : undefined;
    return { facts: leadOf(host), alone, onRead };
  };
  return { ahead, hasBegun: () => hasBegun };
}

/**
 * All at the same time, whatever `--forks` says: machines that listen for each other wait for nobody. Asked once more
 * where what was read asks for more, as where one of them came too late to be heard.
 */
async function lookCloser(run: UnitRun, looks: readonly Look[]): Promise<boolean> {
  const gather = async () =>
    allOk(
      run,
      await Promise.all(
        looks.map((look) => look.session.gatherNow(look.preflight.closer(look.context()), 'looking closer')),
      ),
    );
  return (await gather()) && (await gather());
}

/** They are not read again after each change. */
function forget(asked: readonly Asked[]): void {
  for (const { session, facts } of asked) for (const fact of facts) session.facts.forget(fact);
}

/** What is asked of a machine for the look at it alone. */
interface Asked {
  readonly session: HostSession;
  readonly facts: readonly Fact<unknown>[];
}

/** All of it before any is forgotten: what one machine is asked may follow from what the others have said. */
function askedBy(run: UnitRun, play: ConvergePlay, looks: readonly Look[]): readonly Asked[] {
  return looks.map(({ host, session, preflight: of, context: contextOf }) => {
    const context = contextOf();
    // A plan itself may be made of some.
    const kept = new Set(desiredOf(run, play, host).facts.map(({ id }) => id));
    const facts = [...of.facts(context), ...of.closer(context)].filter(({ id }) => !kept.has(id));
    return { session, facts };
  });
}

/**
 * By machine, what is asked for the look at it and for nothing else, which is not read again.
 *
 * @param also by machine, what is read besides where it is not known
 */
export function askedBesides(
  run: UnitRun,
  play: ConvergePlay,
  also: ReadonlyMap<string, readonly Fact<unknown>[]>,
): (host: string) => Again {
  const asked = askedBy(run, play, looksOf(run, play));
  return (host) => {
    const besides = asked.filter(({ session }) => session.connection.host === host);
    const kept = new Set(besides.flatMap(({ facts }) => facts.map(({ id }) => id)));
    return { kept, also: also.get(host) ?? [] };
  };
}

/** Tells of a finding; true when it stops the run. */
function tell(run: UnitRun, host: Host, { severity, problem }: Finding, outlook: Outlook): boolean {
  const { command, skipPreflight } = run.request;
  const of: Problem = { ...problem, host: host.name };
  const tally = tallyOf(run, host.name);
  tally.finding(severity, of);
  const stops =
    severity === 'error' && outlook === 'to change' && command !== 'status' && skipPreflight !== true;
  const told = tally.problems.some(({ code }) => code === of.code);
  if (stops) report(run, of);
  // `status` lists them below its tables.
  else if (command !== 'status' && !told)
    run.deps.onEvent({
      type: 'notice',
      host: host.name,
      text: words(run, severity, of),
      ...(of.fix !== undefined && { fix: of.fix }),
    });
  return stops;
}

function words({ request }: UnitRun, severity: Finding['severity'], { code, summary }: Problem): string {
  const skipped =
    severity === 'error' && request.skipPreflight === true ? 'skipped by --skip-preflight: ' : '';
  return `${skipped}${severity}[${code}] ${summary}`;
}
