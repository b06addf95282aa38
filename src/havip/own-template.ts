import { parse } from '../keepalived/parse.ts';
import { all } from '../keepalived/settings.ts';
import { type ConfigNode, plain } from '../keepalived/syntax.ts';
import { CONFIG_PATH, INSTANCE_NAME } from './cluster/paths.ts';
import { MANAGED_MARK } from './takeover/our-instance.ts';

/** What everything that is measured and promised of a cluster goes by. */
const RELIED_ON = [
  ...['state', 'interface', 'virtual_router_id', 'priority', 'advert_int', 'version', 'nopreempt'],
  ...['authentication', 'unicast_src_ip', 'unicast_peer', 'virtual_ipaddress', 'track_script', 'notify'],
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
  const instance = own.find(({ words: [, name] }) => name?.text === INSTANCE_NAME);
  if (instance === undefined) return [`it has no vrrp_instance ${INSTANCE_NAME}`];
  if (own.length > 1) return [`it has ${own.length} instances, and a cluster is one`];
  const body = wanted[0]?.children ?? [];
  return RELIED_ON.flatMap((keyword) => {
    const [here, there] = [statements(instance.children ?? [], keyword), statements(body, keyword)];
    return here === there ? [] : [`its ${keyword} is not what the inventory says`];
  });
}

function instancesOf(text: string): readonly ConfigNode[] {
  return all(parse(text, CONFIG_PATH).nodes, 'vrrp_instance');
}

function statements(body: readonly ConfigNode[], keyword: string): string {
  return JSON.stringify(plain(all(body, keyword)));
}
