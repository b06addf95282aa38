import { all } from '../../../keepalived/meaning/settings.ts';
import { membersOf } from '../../../keepalived/meaning/sync-group.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';

/** Whether the next configuration moves the same addresses together as a sync group of the one in place. */
export function staysTied(group: ConfigNode, config: KeepalivedConfig, next: KeepalivedConfig): boolean {
  const tied = addressesOf(group, config);
  return all(next.nodes, 'vrrp_sync_group').some((each) => addressesOf(each, next) === tied);
}

function addressesOf(group: ConfigNode, config: KeepalivedConfig): string {
  const names = membersOf(group);
  const members = viewOf(config).instances.filter(({ name }) => names.includes(name));
  return members
    .flatMap(({ addresses }) => addresses.map(({ ip }) => ip))
    .sort()
    .join();
}
