import {
  type Cluster,
  closerFacts,
  type Facts,
  judge,
  networkFact,
  type Preflight,
  type PreflightInput,
  preflightFacts,
  type Seat,
  type TaskContext,
} from 'havip-deploy';
import { checkProbe } from './check-probe.ts';
import { renderFiles } from './config.ts';
import { installation } from './install.ts';
import { ownAddress } from './own-address.ts';
import { checkPath } from './paths.ts';
import type { KeepalivedVars } from './vars.ts';

/** What the role looks at before it changes anything: the machine, its peers, and who else is on the wire. */
export const preflight: Preflight<KeepalivedVars> = {
  facts: () => preflightFacts,
  closer: (context) => {
    const seats = seatsOf(context);
    return seats === undefined
      ? []
      : closerFacts({ cluster: context.vars.cluster, ...seats, ...checksOf(context) });
  },
  judge: (context) => {
    const input = inputOf(context);
    return input === undefined ? [] : judge(input);
  },
};

/** Undefined where the plan itself has said why there is none. */
function inputOf(context: TaskContext<KeepalivedVars>): PreflightInput | undefined {
  const { vars, facts, factsOf, install } = context;
  const seats = seatsOf(context);
  const { version, builds } = installation(vars, facts, install);
  const rendered = renderFiles(vars, version, factsOf);
  if (seats === undefined || 'problems' in rendered) return undefined;
  return { ...vars, ...seats, ...checksOf(context), facts, version, builds, config: rendered.files.config };
}

function checksOf({ vars: { cluster } }: TaskContext<KeepalivedVars>): Pick<PreflightInput, 'checks'> {
  return {
    checks: cluster.havip.checks.map((check) => ({
      check,
      path: checkPath(check.name),
      probe: checkProbe(check),
    })),
  };
}

function seatsOf({ vars, factsOf }: TaskContext<KeepalivedVars>): { own: Seat; peers: Seat[] } | undefined {
  const seats = vars.cluster.members.flatMap((member) =>
    seatOf(vars.cluster, member, factsOf.get(member.host.name)),
  );
  const own = seats.find(({ host }) => host === vars.member.host.name);
  return own && { own, peers: seats.filter((seat) => seat !== own) };
}

function seatOf(cluster: Cluster, member: KeepalivedVars['member'], facts: Facts | undefined): Seat[] {
  const at = ownAddress(cluster, member, facts?.get(networkFact));
  return 'problem' in at ? [] : [{ host: member.host.name, ...at, facts }];
}
