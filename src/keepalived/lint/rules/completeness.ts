import type { InstanceView } from '../../meaning/instance.ts';
import { all, isOn, placeOf } from '../../meaning/settings.ts';
import { type ConfigNode, isComplete } from '../../parse/syntax.ts';
import { mayBeAtLeast } from '../../release.ts';
import type { Editor } from '../edits/editor.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';
import { countsFirst, groupHits, requiredHits, serverGroupHits } from './required.ts';
import { repeatedServers } from './servers.ts';

function* missing(instance: InstanceView, version: string | undefined): Generator<Hit> {
  const { name, place, body, routerId, interfaceName, addresses, authentication } = instance;
  const noneWanted = isOn(body, 'no_virtual_ipaddress') && mayBeAtLeast(version, '2.2.8');
  if (routerId === undefined) yield { place, message: `${name} has no virtual_router_id` };
  if (interfaceName === undefined) yield { place, message: `${name} has no interface` };
  if (interfaceName?.value === 'lo') {
    const what = `${name} is on lo, which carries no adverts: keepalived ignores the line, and ends for want of an interface`;
    yield { place: interfaceName.place, message: what, fix: 'Name the network card' };
  }
  if (addresses.length === 0 && !noneWanted) yield { place, message: `${name} has no virtual_ipaddress` };
  if (authentication === undefined) return;
  const message = `the authentication of ${name} has no`;
  if (authentication.type === '') yield { place: authentication.place, message: `${message} auth_type` };
  if (authentication.pass === undefined)
    yield { place: authentication.place, message: `${message} auth_pass` };
}

/** Other repeated settings replace the first; of repeated notifications only the first counts. */
function* repeatedNotify(body: readonly ConfigNode[], editor: Editor): Generator<Hit> {
  for (const node of body) {
    const [keyword] = node.words;
    const [first] = all(body, keyword.text);
    if (first === undefined || first === node || !countsFirst('vrrp_instance', keyword.text)) continue;
    const message = `there is a ${keyword.text} already, and only the first counts`;
    yield { place: keyword.place, message, related: placeOf(first), edits: editor.remove(keyword.place) };
  }
}

function* incomplete({ config, view, version, editor }: NodeInput): Generator<Hit> {
  const names = new Set<string>();
  for (const instance of view.instances) {
    const message = `there is an instance ${instance.name} already`;
    if (names.has(instance.name)) yield { place: instance.place, message };
    names.add(instance.name);
    if (isComplete(config)) yield* missing(instance, version);
    yield* repeatedNotify(instance.body, editor);
  }
  if (!isComplete(config)) return;
  for (const node of all(view.globals, 'notification_email')) {
    const message = 'notification_email names nobody';
    if (node.children?.length === 0) yield { place: placeOf(node), message, severity: 'warning' };
  }
  yield* requiredHits(config.nodes);
  yield* groupHits(config.nodes);
  yield* serverGroupHits(config.nodes);
  yield* repeatedServers(config.nodes);
}

/** The rule about what has to be there, once. */
export const COMPLETENESS_RULES: readonly Rule[] = [
  {
    id: 'KA092',
    name: 'incomplete',
    severity: 'error',
    title: 'Something that has to be there is missing, or is there twice',
    why: 'keepalived drops the instance, script or password concerned, or the second of two, and goes on without it.',
    fix: 'Add what is missing, or remove what is there twice',
    mend: 'safe',
    node: incomplete,
  },
];
