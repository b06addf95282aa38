import {
  type Cluster,
  closerFacts,
  type Finding,
  fileFact,
  judge,
  keepalivedVersionFact,
  networkFact,
  type Placement,
  type Preflight,
  type PreflightInput,
  preflightFacts,
  type Seat,
  type TaskContext,
} from 'havip-deploy';
import { renderFiles } from './files/config.ts';
import { installation, offersAhead } from './install.ts';
import { floatingOf, ownAddress } from './own-address.ts';
import { CONFIG_PATH, checkPath } from './paths.ts';
import { checkProbe } from './programs/check-probe.ts';
import { type KeepalivedVars, placements } from './vars.ts';

/** What the role looks at before it changes anything: the machine, its peers, and who else is on the wire. */
export const preflight: Preflight<KeepalivedVars> = {
  facts: () => preflightFacts,
  // Where none has a configuration, all of them get one; and the wire is asked by all at once.
  ahead: {
    facts: [networkFact, fileFact(CONFIG_PATH), keepalivedVersionFact],
    allows: (facts) => facts.get(fileFact(CONFIG_PATH)).kind === 'absent',
    bare: `[ ! -e ${CONFIG_PATH} ] && [ ! -L ${CONFIG_PATH} ]`,
    sure: ({ vars }, facts) => offersAhead(vars, facts),
  },
  closer: (context) =>
    placements(context.vars).flatMap(({ cluster, member }) => {
      const seats = seatsOf(context, { cluster, member });
      return seats === undefined ? [] : closerFacts({ cluster, ...seats, ...checksOf(cluster) });
    }),
  judge: (context) => distinct(inputsOf(context).flatMap((input) => judge(input))),
};

/** What is about the machine is found for each of its clusters. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
}

/** None where the plan itself has said why there is none. */
function inputsOf(context: TaskContext<KeepalivedVars>): readonly PreflightInput[] {
  const { vars, facts, factsOf, install } = context;
  const { version, builds } = installation(vars, facts, install);
  const rendered = renderFiles(vars, version, factsOf);
  if ('problems' in rendered) return [];
  const { config } = rendered.files;
  return placements(vars).flatMap((placement): PreflightInput[] => {
    const seats = seatsOf(context, placement);
    return seats === undefined
      ? []
      : [{ ...placement, ...seats, ...checksOf(placement.cluster), facts, version, builds, config }];
  });
}

function checksOf({ havip }: Cluster): Pick<PreflightInput, 'checks'> {
  return {
    checks: havip.checks.map((check) => ({
      check,
      path: checkPath(check.name),
      probe: checkProbe(check),
    })),
  };
}

function seatsOf(
  { vars, factsOf }: TaskContext<KeepalivedVars>,
  { cluster, member: { host: own } }: Placement,
): { own: Seat; peers: Seat[] } | undefined {
  const floating = floatingOf(placements(vars));
  const seats = cluster.members.flatMap((member): Seat[] => {
    const facts = factsOf.get(member.host.name);
    const at = ownAddress(cluster, member, facts?.get(networkFact), floating);
    return 'problem' in at ? [] : [{ host: member.host.name, ...at, facts }];
  });
  const seat = seats.find(({ host }) => host === own.name);
  return seat && { own: seat, peers: seats.filter((each) => each !== seat) };
}
