import type { Cluster, HostContext, Member, UnitContext } from 'havip-deploy';

/** The role's variables: the cluster's `havip` settings and the host's part in it. */
export interface KeepalivedVars {
  readonly cluster: Cluster;
  readonly member: Member;
}

/** The inventory has checked the settings themselves; here only that there are some. */
export function checkVars(
  _host: HostContext['host'],
  { cluster, member }: UnitContext,
): { readonly vars: KeepalivedVars } | { readonly issues: readonly { path: string[]; message: string }[] } {
  if (cluster !== undefined && member !== undefined) return { vars: { cluster, member } };
  return {
    issues: [
      {
        path: ['havip'],
        message: 'not set: the role keepalived needs a cluster, a group whose vars hold `havip`',
      },
    ],
  };
}
