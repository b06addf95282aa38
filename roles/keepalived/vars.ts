import type { Cluster, HostContext, Member, UnitContext } from 'havip-deploy';
import { configOf } from './config.ts';

/** The role's variables: the cluster's `havip` settings and the host's part in it. */
export interface KeepalivedVars {
  readonly cluster: Cluster;
  readonly member: Member;
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
  const rendered = configOf(vars, TRIAL.version, TRIAL.seat, TRIAL.peers);
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
  { cluster, member }: UnitContext,
): { readonly vars: KeepalivedVars } | { readonly issues: readonly { path: string[]; message: string }[] } {
  if (cluster !== undefined && member !== undefined) {
    const wrong = templateIssue({ cluster, member });
    return wrong === undefined ? { vars: { cluster, member } } : { issues: [wrong] };
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
