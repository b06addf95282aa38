import {
  type Facts,
  INSTANCE_NAME,
  marked,
  NOTIFY_STATE_DIRECTORY,
  networkFact,
  otherThanOurs,
  type Problem,
  renderTemplate,
  template,
} from 'havip-deploy';
import { checkProbe } from './check-probe.ts';
import { type HookFile, hookFiles } from './hooks.ts';
import { ownAddress } from './own-address.ts';
import { checkPath, HOOKS_FIFO, HOOKS_PATH, NOTIFY_PATH } from './paths.ts';
import type { KeepalivedVars } from './vars.ts';
import { vrrpVariables } from './vrrp-variables.ts';

type Tracked = KeepalivedVars['cluster']['havip']['tracked'];

const configTemplate = template(new URL('./templates/keepalived.conf.hbs', import.meta.url));
const notifyTemplate = template(new URL('./templates/notify.sh.hbs', import.meta.url));
const checkTemplate = template(new URL('./templates/check.sh.hbs', import.meta.url));

/** Versions since which keepalived knows what a configuration may use. */
const SINCE = { scriptSecurity: [1, 3, 0], autoPriority: [2, 1, 0], trackFile: [2, 1, 0] } as const;

/** The files that the cluster's settings become on one node. */
export interface RenderedFiles {
  readonly config: string;
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

/** Renders them for the keepalived that will run; a problem when the machines' addresses do not fit. */
export function renderFiles(
  { cluster, member }: KeepalivedVars,
  version: string,
  factsOf: ReadonlyMap<string, Facts>,
): { readonly files: RenderedFiles } | { readonly problems: readonly Omit<Problem, 'host'>[] } {
  const { havip } = cluster;
  const located = cluster.members.map((each) => ({
    member: each,
    at: ownAddress(cluster, each, factsOf.get(each.host.name)?.get(networkFact)),
  }));
  const own = located.find((each) => each.member === member)?.at;
  const problems = located.flatMap(({ at }) => ('problem' in at ? [at.problem] : []));
  if (own === undefined || 'problem' in own || problems.length > 0) return { problems };
  const peers = located.flatMap(({ member: peer, at }) =>
    peer === member || 'problem' in at ? [] : [at.address],
  );
  const config = configOf({ cluster, member }, version, own, peers);
  if ('problem' in config) return { problems: [config.problem] };
  const files: RenderedFiles = {
    config: config.text,
    notify: notifyTemplate({
      state_directory: NOTIFY_STATE_DIRECTORY,
      address_list: havip.addresses.join(' '),
    }),
    checks: havip.checks.map((check) => ({
      name: check.name,
      path: checkPath(check.name),
      text: checkTemplate({ probe: checkProbe(check) }),
    })),
    hooks: hookFiles(havip, { cluster: cluster.name, node: member.host.name }),
  };
  return { files };
}

interface Seat {
  readonly interface: string;
  readonly address: string;
}

/** keepalived.conf of one node, by the role's template or the user's own. */
export function configOf(
  { cluster, member }: KeepalivedVars,
  version: string,
  own: Seat,
  peers: readonly string[],
): { readonly text: string } | { readonly problem: Omit<Problem, 'host'> } {
  const { havip } = cluster;
  const variables = configVariables({ cluster, member }, version, own, peers);
  const ours = configTemplate(variables);
  if (havip.template === undefined) return { text: ours };
  const rendered = renderTemplate(havip.template, variables);
  if ('problem' in rendered) return rendered;
  const amiss = otherThanOurs(rendered.text, ours);
  if (amiss.length === 0) return { text: marked(rendered.text) };
  return {
    problem: {
      code: 'vars.template',
      summary: `the template ${havip.template} does not do what the inventory says`,
      detail: `${amiss.join('\n')}\nDrills, handovers and all that is proved of the cluster go by the inventory.`,
      fix: 'Use the variables of the same names; `roles/keepalived/templates/keepalived.conf.hbs` of the package is the template to begin with.',
    },
  };
}

/** What a template may name; the page of the role has them in words. */
function configVariables(
  { cluster, member }: KeepalivedVars,
  version: string,
  own: Seat,
  peers: readonly string[],
) {
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
    script_security: isAtLeast(version, SINCE.scriptSecurity),
    many_addresses: havip.addresses.length > 1,
    fast: havip.profile === 'fast',
    version_3: havip.vrrp.version === 3,
    auto_priority: isAtLeast(version, SINCE.autoPriority),
    checks: havip.checks.map((check) => ({
      name: check.name,
      path: checkPath(check.name),
      interval: check.interval / 1000,
      timeout: check.timeout / 1000,
      fall: check.fall,
      rise: check.rise,
      weight: check.weight,
      user: check.user,
    })),
    ...trackedVariables(havip.tracked, version),
    ...vrrpVariables(havip, peers),
    notify_path: NOTIFY_PATH,
    hooks_path: havip.hooks.length + havip.webhooks.length === 0 ? undefined : HOOKS_PATH,
    hooks_fifo: HOOKS_FIFO,
    instance: INSTANCE_NAME,
    interface: own.interface,
    virtual_router_id: havip.virtual_router_id,
    priority: member.priority,
    advert_int: havip.advert_int,
    preempt: havip.preempt,
    auth_pass: havip.auth_pass?.reveal(),
    private_ip: own.address,
  };
}

/** Everything that may be missing is named, because the template takes nothing for granted. */
function trackedVariables({ interfaces, processes, files }: Tracked, version: string) {
  return {
    track_interface: interfaces,
    track_process: processes.map((each) => ({
      ...each,
      param_match: each.param_match,
      quorum_max: each.quorum_max,
      delay: each.delay === undefined ? undefined : each.delay / 1000,
    })),
    track_file: files.map((each) => ({
      ...each,
      init_file: each.init_file,
      keyword: isAtLeast(version, SINCE.trackFile) ? 'track_file' : 'vrrp_track_file',
    })),
  };
}

/** Whether a dotted version is not older than another. */
export function isAtLeast(version: string, floor: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of floor.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
