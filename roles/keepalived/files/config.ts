import {
  type Facts,
  instanceOf,
  marked,
  NOTIFY_STATE_DIRECTORY,
  networkFact,
  otherThanOurs,
  type Placement,
  type Problem,
  renderTemplate,
  syncGroupsOf,
  template,
} from 'havip-deploy';
import { floatingOf, ownAddress } from '../own-address.ts';
import { checkPath, HOOKS_FIFO, HOOKS_PATH, NOTIFY_PATH } from '../paths.ts';
import { checkProbe } from '../programs/check-probe.ts';
import { sameMachine } from '../same-machine.ts';
import { type KeepalivedVars, placements } from '../vars.ts';
import { dropInOf } from './drop-in.ts';
import { hookFiles } from './hooks.ts';
import { vrrpVariables } from './vrrp-variables.ts';
import { checkVariables, isAtLeast, trackedVariables } from './watch-variables.ts';
import type { HookFile } from './webhooks.ts';

const configTemplate = template(new URL('../templates/keepalived.conf.hbs', import.meta.url));
const notifyTemplate = template(new URL('../templates/notify.sh.hbs', import.meta.url));
const checkTemplate = template(new URL('../templates/check.sh.hbs', import.meta.url));

/** Since then keepalived knows whether scripts are safe to run. */
const SCRIPT_SECURITY_SINCE = [1, 3, 0];

/** The files that the cluster's settings become on one node. */
export interface RenderedFiles {
  readonly config: string;
  /** systemd's side: what every unit of keepalived lacks. */
  readonly dropIn: string;
  readonly notify: string;
  readonly checks: readonly CheckScript[];
  readonly hooks: readonly HookFile[];
}

/** The script of one check. */
export interface CheckScript {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** A cluster's instance on one node, with where the node and its peers sit in its network. */
export interface Seated extends Placement {
  readonly own: Seat;
  readonly peers: readonly string[];
}

interface Seat {
  readonly interface: string;
  readonly address: string;
}

type Failed = { readonly problems: readonly Omit<Problem, 'host'>[] };

/** Renders them for the keepalived that will run; a problem when the machines' addresses do not fit. */
export function renderFiles(
  vars: KeepalivedVars,
  version: string,
  factsOf: ReadonlyMap<string, Facts>,
): { readonly files: RenderedFiles } | Failed {
  const places = placements(vars).map((placement) => seatedIn(placement, vars, factsOf));
  const problems = places.flatMap((each) => ('problems' in each ? each.problems : []));
  const seated = places.flatMap((each) => ('problems' in each ? [] : [each]));
  if (problems.length > 0 || seated.length < places.length) return { problems };
  const config = configOf(seated, version);
  if ('problem' in config) return { problems: [config.problem] };
  const files: RenderedFiles = {
    config: config.text,
    dropIn: dropInOf(seated.map(({ own }) => own.address)),
    notify: notifyTemplate({
      state_directory: NOTIFY_STATE_DIRECTORY,
      address_list: addressList(vars.cluster),
      several: seated.length > 1,
      instances: seated.map(({ cluster }) => ({
        name: instanceOf(cluster),
        address_list: addressList(cluster),
      })),
    }),
    checks: named(seated, ({ checks }) => checks).map((check) => ({
      name: check.name,
      path: checkPath(check.name),
      text: checkTemplate({ probe: checkProbe(check) }),
    })),
    hooks: hookFiles(
      seated.map(({ cluster }) => cluster),
      vars.member.host.name,
    ),
  };
  return { files };
}

function addressList({ havip }: Placement['cluster']): string {
  return havip.addresses.join(' ');
}

function seatedIn(
  { cluster, member }: Placement,
  vars: KeepalivedVars,
  factsOf: ReadonlyMap<string, Facts>,
): Seated | Failed {
  const located = cluster.members.map((each) => ({
    member: each,
    at: ownAddress(
      cluster,
      each,
      factsOf.get(each.host.name)?.get(networkFact),
      floatingOf(placements(vars)),
    ),
  }));
  const own = located.find((each) => each.member === member)?.at;
  const same = sameMachine(cluster, located, factsOf);
  if (same !== undefined) return { problems: [same] };
  const problems = located.flatMap(({ at }) => ('problem' in at ? [at.problem] : []));
  if (own === undefined || 'problem' in own || problems.length > 0) return { problems };
  const peers = located.flatMap(({ member: peer, at }) =>
    peer === member || 'problem' in at ? [] : [at.address],
  );
  return { cluster, member, own, peers };
}

/** What clusters of the same machines have by the same name is there once. */
function named<T extends { readonly name: string }>(
  seated: readonly Placement[],
  of: (havip: Placement['cluster']['havip']) => readonly T[],
): readonly T[] {
  const all = seated.flatMap(({ cluster }) => of(cluster.havip));
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

/** keepalived.conf of one node, by the role's template or the user's own. */
export function configOf(
  seated: readonly Seated[],
  version: string,
): { readonly text: string } | { readonly problem: Omit<Problem, 'host'> } {
  const instances = seated.map((each) => configVariables(each, version));
  const variables = { ...instances[0], ...forAll(seated, version), instances };
  const ours = configTemplate(variables);
  const theirs = seated[0]?.cluster.havip.template;
  if (theirs === undefined) return { text: ours };
  const rendered = renderTemplate(theirs, variables);
  if ('problem' in rendered) return rendered;
  const amiss = otherThanOurs(rendered.text, ours);
  if (amiss.length === 0) return { text: marked(rendered.text) };
  return {
    problem: {
      code: 'vars.template',
      summary: `the template ${theirs} does not do what the inventory says`,
      detail: `${amiss.join('\n')}\nDrills, handovers and all that is proved of the cluster go by the inventory.`,
      fix: 'Use the variables of the same names; `roles/keepalived/templates/keepalived.conf.hbs` of the package is the template to begin with.',
    },
  };
}

/** What stands outside of instances: all that any of them names. */
function forAll(seated: readonly Seated[], version: string) {
  const { processes, files } = {
    processes: named(seated, ({ tracked }) => tracked.processes),
    files: named(seated, ({ tracked }) => tracked.files),
  };
  const { track_process, track_file } = trackedVariables({ interfaces: [], processes, files }, version);
  return {
    hooks_path: seated.some(({ cluster: { havip } }) => havip.hooks.length + havip.webhooks.length > 0)
      ? HOOKS_PATH
      : undefined,
    hooks_fifo: HOOKS_FIFO,
    many_addresses: seated.some(({ cluster }) => cluster.havip.addresses.length > 1),
    checks: checkVariables(named(seated, ({ checks }) => checks)),
    track_process,
    track_file,
    sync_groups: [...syncGroupsOf(seated.map(({ cluster }) => cluster))].map(([name, clusters]) => ({
      name,
      instances: clusters.map(instanceOf),
    })),
  };
}

/** What a template may name; the page of the role has them in words. */
function configVariables({ cluster, member, own, peers }: Seated, version: string) {
  const { havip } = cluster;
  return {
    router_id: member.host.name,
    email: havip.notify.email,
    email_from: havip.notify.from ?? `keepalived@${member.host.name}`,
    // keepalived wants the port as a word of its own.
    smtp_server: (havip.notify.smtp_server ?? '127.0.0.1').replace(':', ' '),
    smtp_connect_timeout: havip.notify.smtp_connect_timeout / 1000,
    smtp_helo_name: havip.notify.smtp_helo_name,
    smtp_alert: havip.notify.smtp_alert,
    email_faults: havip.notify.email_faults,
    script_security: isAtLeast(version, SCRIPT_SECURITY_SINCE),
    many_addresses: havip.addresses.length > 1,
    fast: havip.profile === 'fast',
    version_3: havip.vrrp.version === 3,
    checks: checkVariables(havip.checks),
    ...trackedVariables(havip.tracked, version),
    ...vrrpVariables(havip, member, peers),
    notify_path: NOTIFY_PATH,
    instance: instanceOf(cluster),
    interface: own.interface,
    virtual_router_id: havip.virtual_router_id,
    priority: member.priority,
    advert_int: havip.advert_int,
    preempt: havip.preempt,
    auth_pass: havip.auth_pass?.reveal(),
    private_ip: own.address,
  };
}
