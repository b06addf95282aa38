import type { HostContext, Placement, UnitContext } from 'havip-deploy';
import { configOf } from './files/config.ts';

/** The role's variables: the cluster's `havip` settings and the host's part in it. */
export interface KeepalivedVars extends Placement {
  /** Other clusters of the same machines. */
  readonly beside?: readonly Placement[];
}

/** Every cluster that the node is part of, in the inventory's order. */
export function placements({ cluster, member, beside = [] }: KeepalivedVars): readonly Placement[] {
  return [{ cluster, member }, ...beside];
}

/** The same clusters as another of their machines has them. */
export function varsOn(vars: KeepalivedVars, host: string): KeepalivedVars | undefined {
  const [first, ...beside] = placements(vars).flatMap(({ cluster }): Placement[] => {
    const member = cluster.members.find((each) => each.host.name === host);
    return member === undefined ? [] : [{ cluster, member }];
  });
  return first && { ...first, ...(beside.length > 0 && { beside }) };
}

/** A newest release, and addresses for documentation: what a template gets wrong, it gets wrong with them, too. */
const TRIAL = {
  version: '2.3.3',
  seat: { interface: 'eth0', address: '192.0.2.1' },
  peers: ['192.0.2.2'],
} as const;

/** What is wrong with a template of the user's own, before any machine is contacted. */
function templateIssue(vars: KeepalivedVars): { path: string[]; message: string } | undefined {
  if (vars.cluster.havip.template === undefined) return undefined;
  const seated = placements(vars).map((each) => ({ ...each, own: TRIAL.seat, peers: TRIAL.peers }));
  const rendered = configOf(seated, TRIAL.version);
  if ('text' in rendered) return undefined;
  const { summary, detail, source } = rendered.problem;
  const place = source === undefined ? '' : `${source.file}:${source.line}:${source.column}: `;
  return {
    path: ['havip', 'template'],
    message: `${place}${summary}${detail === undefined ? '' : `: ${detail.replaceAll('\n', '; ')}`}`,
  };
}

/** The inventory has checked the settings themselves; here only that there are some. */
export function checkVars(
  _host: HostContext['host'],
  { cluster, member, beside }: UnitContext,
): { readonly vars: KeepalivedVars } | { readonly issues: readonly { path: string[]; message: string }[] } {
  if (cluster !== undefined && member !== undefined) {
    const vars = { cluster, member, ...(beside !== undefined && { beside }) };
    const wrong = templateIssue(vars);
    return wrong === undefined ? { vars } : { issues: [wrong] };
  }
  return {
    issues: [
      {
        path: ['havip'],
        message: 'not set: the role keepalived needs a cluster, a group whose vars hold `havip`',
      },
    ],
  };
}
