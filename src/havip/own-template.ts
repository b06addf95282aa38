import { all } from '../keepalived/meaning/settings.ts';
import { parse } from '../keepalived/parse/parse.ts';
import { type ConfigNode, plain } from '../keepalived/parse/syntax.ts';
import { CONFIG_PATH } from './cluster/paths.ts';
import { MANAGED_MARK } from './takeover/our-instance.ts';

/** What everything that is measured and promised of a cluster goes by. */
const RELIED_ON = [
  ...['state', 'interface', 'virtual_router_id', 'priority', 'advert_int', 'version', 'nopreempt'],
  ...[
    'authentication',
    'unicast_src_ip',
    'unicast_peer',
    'mcast_src_ip',
    'virtual_ipaddress',
    'track_script',
  ],
  'notify',
];

/** A rendered template of a user's own, known as a file of this tool by its first line. */
export function marked(text: string): string {
  return text.startsWith(MANAGED_MARK) ? text : `${MANAGED_MARK} from a template of your own.\n${text}`;
}

/**
 * Where a configuration from a user's own template would do something else than the inventory says, a clause
 * each: by comparing it with what our template makes of the same variables.
 */
export function otherThanOurs(theirs: string, ours: string): readonly string[] {
  const [own, wanted] = [instancesOf(theirs), instancesOf(ours)];
  const missing = wanted.filter((each) => find(own, each) === undefined);
  if (missing.length > 0) return missing.map((each) => `it has no vrrp_instance ${nameOf(each)}`);
  if (own.length > wanted.length)
    return [`it has ${own.length} instances, and the inventory has ${wanted.length}: a cluster is one`];
  return [
    ...wanted.flatMap((each) => {
      const whose = wanted.length > 1 ? `the KEYWORD of ${nameOf(each)}` : 'its KEYWORD';
      return differing(find(own, each)?.children ?? [], each.children ?? []).map(
        (keyword) => `${whose.replace('KEYWORD', keyword)} is not what the inventory says`,
      );
    }),
    ...(statements(parse(theirs, CONFIG_PATH).nodes, 'vrrp_sync_group') ===
    statements(parse(ours, CONFIG_PATH).nodes, 'vrrp_sync_group')
      ? []
      : ['its vrrp_sync_group is not what the inventory says']),
  ];
}

function differing(here: readonly ConfigNode[], there: readonly ConfigNode[]): readonly string[] {
  return RELIED_ON.filter((keyword) => statements(here, keyword) !== statements(there, keyword));
}

function nameOf({ words: [, name] }: ConfigNode): string {
  return name?.text ?? '';
}

function find(instances: readonly ConfigNode[], wanted: ConfigNode): ConfigNode | undefined {
  return instances.find((each) => nameOf(each) === nameOf(wanted));
}

function instancesOf(text: string): readonly ConfigNode[] {
  return all(parse(text, CONFIG_PATH).nodes, 'vrrp_instance');
}

function statements(body: readonly ConfigNode[], keyword: string): string {
  return JSON.stringify(plain(all(body, keyword)));
}
