import type { HostContext, UnitContext } from 'havip-deploy';
import { configOf } from './files/config.ts';
import { type KeepalivedVars, placements } from './vars.ts';

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
