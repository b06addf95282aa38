import type { Fact } from '../../../resources/fact.ts';
import { StepFailure } from '../../../resources/steps/step-failure.ts';
import type { TaskHost } from '../../unit/unit.ts';
import { allOk } from '../../unit/unit-facts.ts';
import type { Answer } from '../questions/answer.ts';
import { withdrawing } from '../withdrawn.ts';

/** What a machine says of itself. */
export async function readFact(fact: Fact<unknown>, { run, host }: TaskHost): Promise<Answer> {
  const session = run.sessions.get(host.name);
  if (session === undefined) return { kind: 'stopped' };
  const { result, problems } = await run.turn(() =>
    withdrawing(run, async () => allOk(run, [await session.gather([fact])])),
  );
  if (result) return { kind: 'value', value: session.facts.get(fact) };
  return { kind: 'failed', failure: new StepFailure(`reading ${fact.id}`, problems) };
}
