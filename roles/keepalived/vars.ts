import type { Cluster, HostContext, Member } from 'havip-deploy';

/** The role's variables: the cluster's `havip` settings and the host's part in it. */
export interface KeepalivedVars {
  readonly cluster: Cluster;
  readonly member: Member;
}

/** The inventory has checked the settings themselves; here only that there are some. */
export function checkVars(
  host: HostContext['host'],
  cluster: Cluster | undefined,
): { readonly vars: KeepalivedVars } | { readonly issues: readonly { path: string[]; message: string }[] } {
  const member = cluster?.members.find((each) => each.host.name === host.name);
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
