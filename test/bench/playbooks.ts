import { play, playbook, role } from '../../src/api/define.ts';
import type { Playbook, Role, TaskContext } from '../../src/api/types.ts';
import { file, fileFact } from '../../src/resources/file.ts';
import { packageInstalled } from '../../src/resources/package.ts';
import { installedPackageFact } from '../../src/resources/package-manager.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { service, serviceFacts } from '../../src/resources/service.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';

/** What differs between two versions of a pair's configuration. */
export interface PairSettings {
  /** A comment, so that the content changes and nothing else. */
  readonly note?: string;
  readonly action?: 'reload' | 'restart';
  /** Nodes with another word do not understand each other. */
  readonly word?: string;
  readonly apart?: boolean;
  readonly preempt?: boolean;
}

/** A pair of keepalived nodes, as small as it can be. */
export function pair(settings: PairSettings = {}): Playbook {
  return playbook({
    name: 'pair',
    plays: [play({ name: 'pair', roles: [pairRole(settings)] })],
  });
}

function pairRole(settings: PairSettings): Role {
  return role({
    name: 'pair',
    facts: () => [installedPackageFact('keepalived'), fileFact(CONFIG), ...serviceFacts('keepalived')],
    resources: (context) => pairResources(context, settings),
  });
}

function pairResources(
  { host, member }: TaskContext,
  { note = '1', action = 'restart', word = 'a', apart = false, preempt = false }: PairSettings,
): Resource[] {
  const content = `# ${note}
vrrp_instance VI_1 {
  virtual_router_id 51
  priority ${member?.priority ?? 100}
  ${preempt ? '' : 'nopreempt'}
  auth_pass ${word}
  virtual_ipaddress {
    172.16.16.12
  }
}
# read by the bench: address 172.16.16.12
address 172.16.16.12
router ${host.name}
`;
  return [
    packageInstalled({ package: 'keepalived' }),
    file({
      path: CONFIG,
      content,
      name: 'keepalived.conf',
      apart,
      notify: { service: 'keepalived', action },
    }),
    service({ service: 'keepalived' }),
  ];
}

/** Hosts of no cluster, with a file and a service. */
export function site(hosts = 'apps', content = 'site 1\n'): Playbook {
  return playbook({
    name: 'site',
    plays: [play({ name: 'site', hosts, tasks: () => siteResources(content) })],
  });
}

export function siteResources(content: string): Resource[] {
  return [
    packageInstalled({ package: 'nginx' }),
    file({
      path: '/etc/nginx/site.conf',
      content,
      name: 'site.conf',
      notify: { service: 'nginx', action: 'reload' },
    }),
    service({ service: 'nginx' }),
  ];
}
