import {
  blocked,
  buildThatReads,
  clusterFacts,
  file,
  fileFact,
  firewallFacts,
  judgeLosses,
  networkFact,
  type Resource,
  role,
  serviceFacts,
  speakerFacts,
  type TakeUp,
  type TaskContext,
  takeUpOf,
  template,
  vrrpAllowed,
} from 'havip-deploy';
import { checkVars } from './check-vars.ts';
import { renderFiles } from './files/config.ts';
import { formerHooks, hookFiles, hookFilesFact, hookResources } from './files/hooks.ts';
import { checkScriptsFact, formerScripts, scripts } from './files/scripts.ts';
import { type Installation, installation, installFacts } from './install.ts';
import { type Orphaned, orphanedAddresses } from './leftovers.ts';
import { lintProblem } from './lint.ts';
import { floatingOf, ownAddress } from './own-address.ts';
import { CONFIG_PATH, checkPath, DROP_IN_PATH, LOGROTATE_PATH, NOTIFY_PATH, UNIT_PATH } from './paths.ts';
import { preflight } from './preflight.ts';
import { configTest } from './programs/config-test.ts';
import { keepalivedService } from './service.ts';
import { type KeepalivedVars, placements } from './vars.ts';

export { configTest } from './programs/config-test.ts';

const unitTemplate = template(new URL('./templates/unit.service.hbs', import.meta.url));
const logrotateTemplate = template(new URL('./templates/logrotate.hbs', import.meta.url));

const WRITTEN = [CONFIG_PATH, NOTIFY_PATH, UNIT_PATH, DROP_IN_PATH, LOGROTATE_PATH];
const SERVICE = 'keepalived';

/** Also mistyped, in a configuration that somebody wrote by hand. */
const SECRET_KEYWORD = /\b(?:auth_?p\w*|password|passwd|secret)[\s"=]+/i;

/** One node of a Keepalived cluster: the guide's steps 2, 3 and 5. */
export const keepalived = role<KeepalivedVars>({
  name: 'keepalived',
  tags: ['install', 'config', 'service'],
  vars: checkVars,
  preflight,
  // All that its resources look at, so that a node on which nothing is to be done is asked once.
  facts: ({ vars }) => [
    ...placements(vars).flatMap(({ cluster }) => clusterFacts(cluster)),
    ...installFacts,
    ...[...WRITTEN, ...checkPaths(vars), ...hookPaths(vars)].map(fileFact),
    checkScriptsFact,
    hookFilesFact,
    ...serviceFacts(SERVICE),
    ...(vars.cluster.havip.firewall === 'manage' ? firewallFacts : []),
    ...speakerFacts,
  ],
  resources: (context) => {
    const installed = installation(context.vars, context.facts, context.install);
    const orphaned = orphanedAddresses(context);
    return [
      ...orphaned.first,
      installed.resource,
      ...firewall(context),
      ...configuration(context, installed, orphaned),
    ];
  },
});

function checkPaths(vars: KeepalivedVars): string[] {
  return placements(vars).flatMap(({ cluster }) => cluster.havip.checks.map(({ name }) => checkPath(name)));
}

function hookPaths(vars: KeepalivedVars): string[] {
  const clusters = placements(vars).map(({ cluster }) => cluster);
  return hookFiles(clusters, vars.member.host.name).map(({ path }) => path);
}

/** Before keepalived starts: with VRRP blocked, the second node would take the address too. */
function firewall({ vars, factsOf }: TaskContext<KeepalivedVars>): Resource[] {
  const { cluster, member } = vars;
  if (cluster.havip.firewall !== 'manage') return [];
  const seats = cluster.members.map((each) => ({
    each,
    at: ownAddress(
      cluster,
      each,
      factsOf.get(each.host.name)?.get(networkFact),
      floatingOf(placements(vars)),
    ),
  }));
  const own = seats.find(({ each }) => each === member)?.at;
  if (own === undefined || 'problem' in own) return [];
  const peers = seats.flatMap(({ each, at }) => (each === member || 'problem' in at ? [] : [at.address]));
  const { group } = cluster.havip.vrrp;
  return [vrrpAllowed({ ...own, peers, ...(group !== undefined && { group }) })];
}

function configuration(
  context: TaskContext<KeepalivedVars>,
  installed: Installation,
  orphaned: Orphaned,
): Resource[] {
  const { vars, facts, factsOf, replaceConfig } = context;
  const rendered = renderFiles(vars, installed.version, factsOf);
  if ('problems' in rendered) {
    return rendered.problems.map((problem) =>
      blocked({ id: `file:${CONFIG_PATH}`, name: 'keepalived.conf', problem }),
    );
  }
  const { config } = rendered.files;
  const inPlace = facts.get(fileFact(CONFIG_PATH)).content;
  // What is in place has been judged before, and runs.
  const rejected = config === inPlace ? undefined : rejection(context, config, installed);
  if (rejected !== undefined) {
    return [blocked({ id: `file:${CONFIG_PATH}`, name: 'keepalived.conf', problem: rejected })];
  }
  const clusters = placements(vars).map(({ cluster }) => cluster);
  const losses = judgeLosses(clusters, facts, config, replaceConfig);
  if (losses.problem !== undefined) {
    return [blocked({ id: `file:${CONFIG_PATH}`, name: 'keepalived.conf', problem: losses.problem })];
  }
  const takeUp = takeUpOf(clusters, vars.member.host.name, facts, config);
  return [
    ...scripts(rendered.files),
    ...hookResources(rendered.files.hooks),
    file({ path: LOGROTATE_PATH, content: logrotateTemplate({}), name: 'log rotation', tags: ['config'] }),
    ...unit(installed, rendered.files.dropIn),
    remarked(configFile(config, takeUp.action), losses.remark),
    ...orphaned.beforeStart,
    keepalivedService(context, takeUp, orphaned.putBack),
    ...formerScripts(rendered.files, context),
    ...formerHooks(rendered.files.hooks, context),
  ];
}

/** What the linter has against a new configuration, for the keepalived that will read it. */
function rejection(
  { vars, facts, factsOf }: TaskContext<KeepalivedVars>,
  config: string,
  { version }: Installation,
) {
  return lintProblem(vars, config, { version, build: buildThatReads(config, version, facts) }, factsOf);
}

/** systemd's side: a unit of our own for a build of our own, and what every unit lacks. */
function unit({ fromSource }: Installation, content: string): Resource[] {
  const notify = { service: SERVICE, action: 'daemon-reload' } as const;
  const own = file({
    path: UNIT_PATH,
    content: unitTemplate({}),
    name: 'systemd unit',
    tags: ['config'],
    notify,
  });
  const dropIn = file({
    path: DROP_IN_PATH,
    content,
    name: 'systemd drop-in',
    tags: ['config'],
    notify,
  });
  return fromSource ? [own, dropIn] : [dropIn];
}

/** With words beside the reason of its change. */
function remarked(resource: Resource, remark: string | undefined): Resource {
  if (remark === undefined) return resource;
  return {
    ...resource,
    plan: (context) => {
      const planned = resource.plan(context);
      if (planned.state !== 'change') return planned;
      const reason = `${planned.reason}; ${remark}`;
      return { ...planned, reason, diff: `${remark}\n${planned.diff ?? ''}` };
    },
  };
}

function configFile(config: string, action: TakeUp['action']): Resource {
  return file({
    path: CONFIG_PATH,
    content: config,
    mode: '0640',
    name: 'keepalived.conf',
    tags: ['config'],
    validate: configTest(),
    secretAfter: SECRET_KEYWORD,
    notify: { service: SERVICE, action },
  });
}
