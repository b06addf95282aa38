import { isConverging } from '../../api/types.ts';
import { desiredOf } from '../../run/desired.ts';
import { preflightFacts } from '../../run/preflight.ts';
import { allOk, unitFacts } from '../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';

/**
 * Reads what the cluster's own plays need, in one round trip, before the first of them: what is known of
 * the machines is then compared with the cloud without asking them once more.
 */
export async function gatherAhead(run: ClusterRun): Promise<boolean> {
  const gathered = await Promise.all(
    run.unit.hosts.map(async (host) => {
      const wanted = run.request.playbook.plays.flatMap((play) =>
        isConverging(play) && run.inPlay.get(play)?.has(host) === true
          ? [...desiredOf(run, play, host).facts, ...preflightFacts(run, play, host)]
          : [],
      );
      return run.sessions.get(host.name)?.gather([...unitFacts(run), ...wanted]);
    }),
  );
  return allOk(
    run,
    gathered.flatMap((each) => each ?? []),
  );
}
