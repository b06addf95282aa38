import { ailments, isUnheard, outsideAilments } from '../drive/health.ts';
import { GIVE_UP_MS } from '../programs/service-probe.ts';
import type { ProbeSeries } from '../watch/observation.ts';
import { type Answers, isEchoFiltered, type Situation, STILL_MS } from '../watch/situation.ts';
import type { Expectation } from './expectation.ts';
import type { Gap } from './measure.ts';

/** For how many milliseconds nobody has asked, of the series of probes where that is longer than a network's delay. */
export type Unasked = Readonly<Partial<Record<ProbeSeries, number>>>;

/** Which series of probes nobody sends any more: their silence says nothing of the address. */
export function unasked(situation: Situation, nowMs: number): Unasked {
  const found: Partial<Record<ProbeSeries, number>> = {};
  for (const [series, answers, bearableMs] of seriesOf(situation)) {
    const silentMs = nowMs - (answers.askedMs ?? nowMs);
    if (silentMs >= bearableMs) found[series] = silentMs;
  }
  return found;
}

/** Whether whoever probes the address or its service stood still since the recording began, or does so now. */
export function hasStoodStill(situation: Situation, nowMs: number): boolean {
  return seriesOf(situation).some(
    ([series, { askedMs = nowMs, stillMs = 0 }, bearableMs]) =>
      series !== 'public' && Math.max(stillMs, nowMs - askedMs) >= bearableMs,
  );
}

/** The series that are probed, each with the pause between two of its probes that a living prober may make. */
function seriesOf(situation: Situation): readonly (readonly [ProbeSeries, Answers, number])[] {
  const { service, public: open } = situation;
  const told = (answers: Answers, lateMs: number) => STILL_MS + answers.patienceMs + lateMs;
  // A service's probe without an answer is told of when it is given up.
  const behind = service && ([service, told(service, GIVE_UP_MS)] as const);
  const address = [situation, told(situation, 0)] as const;
  return [
    ['address', ...((isEchoFiltered(situation) ? behind : undefined) ?? address)],
    ...(behind ? ([['service', ...behind]] as const) : []),
    ...(open ? ([['public', open, told(open, GIVE_UP_MS)]] as const) : []),
  ];
}

/** The nodes of which nothing is heard any more. */
export function unheard({ nodes }: Pick<Situation, 'nodes'>, nowMs: number): readonly string[] {
  return Object.entries(nodes).flatMap(([name, node]) => (isUnheard(node, nowMs) ? [name] : []));
}

/** When it was not known whether a node has the address, though it once had said so. */
export function gapsOf(
  situation: Pick<Situation, 'nodes' | 'marks'>,
  nowMs: number,
  { once }: Pick<Expectation, 'once'>,
): readonly Gap[] {
  const away = unheard(situation, nowMs);
  const { caused: causedMs = Number.NEGATIVE_INFINITY } = situation.marks;
  return Object.entries(situation.nodes).flatMap(([node, { gaps = [], heardMs = nowMs }]) => [
    // A drill can be done once more where not all was seen; what a change brought about is judged as it was told.
    ...(once === true ? [] : gaps.filter(({ toMs }) => toMs > causedMs).map((gap) => ({ node, ...gap }))),
    ...(away.includes(node) ? [{ node, fromMs: heardMs, toMs: Number.POSITIVE_INFINITY }] : []),
  ]);
}

/** What was seen to be wrong, by those who are there to see it; a clause each. */
export function seenAilments(
  situation: Situation,
  wanted: Parameters<typeof ailments>[1],
  nowMs: number,
): readonly string[] {
  const away = unheard(situation, nowMs);
  const heard = Object.entries(situation.nodes).filter(([name]) => !away.includes(name));
  const nodes = Object.fromEntries(heard);
  // Who has the address may be among those that are not heard.
  const mayBeAway = away.length > 0 && heard.every(([, { holds }]) => holds !== true);
  const holder = wanted.holder !== null && away.includes(wanted.holder) ? null : wanted.holder;
  const found = ailments(asIfAnswered({ ...situation, nodes }, nowMs), { ...wanted, holder }, nowMs);
  return mayBeAway ? found.slice(1) : found;
}

/** The same outside the cluster. */
export function seenOutside(situation: Situation, address: string, nowMs: number): readonly string[] {
  return outsideAilments(asIfAnswered(situation, nowMs), address, nowMs);
}

/** The same situation, in which what nobody asked for has answered. */
function asIfAnswered(situation: Situation, nowMs: number): Situation {
  const blind = unasked(situation, nowMs);
  const { service, public: open } = situation;
  const lastAnswerMs = nowMs;
  return {
    ...situation,
    ...(blind.address !== undefined && { lastAnswerMs }),
    ...(service && blind.service !== undefined && { service: { ...service, lastAnswerMs } }),
    ...(open?.lastAnswerMs != null && blind.public !== undefined && { public: { ...open, lastAnswerMs } }),
  };
}
