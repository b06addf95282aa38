import { basename, dirname } from 'node:path';
import {
  blocked,
  buildAbsent,
  clusterFacts,
  type Fact,
  fileAbsent,
  fileFact,
  heldPath,
  installedPackageFact,
  NOTIFY_STATE_DIRECTORY,
  OPENING_PATH,
  packageAbsent,
  present,
  proofFile,
  quote,
  type Resource,
  type Role,
  role,
  servedBesides,
  serviceFact,
  serviceFacts,
  serviceStopped,
  sourceMarkerFact,
  speakerFacts,
  stateFileOf,
  type TaskContext,
  vrrpClosed,
} from 'havip-deploy';
import { checkVars } from './check-vars.ts';
import { formerHooks, hookFilesFact } from './files/hooks.ts';
import { checkScriptsFact, formerScripts, MARK } from './files/scripts.ts';
import { leftoversFact, nothingLeft } from './leftovers.ts';
import {
  CONFIG_PATH,
  DROP_IN_PATH,
  LOGROTATE_PATH,
  NOTIFY_LOG_PATH,
  NOTIFY_PATH,
  UNIT_PATH,
} from './paths.ts';
import { type KeepalivedVars, placements } from './vars.ts';

const SERVICE = 'keepalived';
const RELOAD = 'systemctl daemon-reload';

/**
 * POSIX sh: what the notify script has written goes with it. The stop itself makes it write, also where there was no state
 * before, and a cluster that has left the inventory has left its own.
 */
export const STATES_END = `rm -f ${NOTIFY_STATE_DIRECTORY}/*.json ${NOTIFY_STATE_DIRECTORY}/.*.lock ${NOTIFY_STATE_DIRECTORY}/.*.??????
rmdir ${NOTIFY_STATE_DIRECTORY} ${dirname(NOTIFY_STATE_DIRECTORY)} 2>/dev/null || true`;

/** Whatever else is gone: the drop-in is removed last, so a machine that still has it is not done. */
const WRITTEN = [CONFIG_PATH, NOTIFY_PATH, UNIT_PATH, DROP_IN_PATH, LOGROTATE_PATH, NOTIFY_LOG_PATH];

export interface RemovalOptions {
  /** The program itself and its log, too. */
  readonly purge: boolean;
}

/** A machine without what the role `keepalived` puts there. A configuration that it did not write stays. */
export function keepalivedRemoved({ purge }: RemovalOptions): Role {
  return role<KeepalivedVars>({
    name: 'keepalived-removed',
    vars: checkVars,
    facts: ({ vars }) => [
      ...placements(vars).flatMap(({ cluster }) => clusterFacts(cluster)),
      ...speakerFacts,
      ...serviceFacts(SERVICE),
      ...[...WRITTEN, OPENING_PATH, heldPath(SERVICE)].map(fileFact),
      ...placements(vars).flatMap(({ cluster }) => [stateFileOf(cluster), proofFile(cluster)].map(fileFact)),
      earlierConfigFact,
      checkScriptsFact,
      hookFilesFact,
      ...placements(vars).map(({ cluster }) => leftoversFact(cluster)),
      ...(purge ? PROGRAM : []),
    ],
    resources: (context) => (isOurs(context) ? removal(context, purge) : notOurs(context)),
  });
}

const PROGRAM: readonly Fact<unknown>[] = [installedPackageFact(SERVICE), sourceMarkerFact(SERVICE)];

/** The oldest configuration in the journals that somebody else wrote; undefined where there was none. */
const earlierConfigFact: Fact<string | undefined> = {
  id: 'keepalived-config-before',
  program: `grep -L '${MARK}' /var/lib/havip-deploy/journal/*/*/before${CONFIG_PATH} | sort | head -n 1`,
  parse: (output) => output.trim() || undefined,
};

/** Whether the role has ever been at work here: a keepalived that somebody else set up is left alone. */
function isOurs({ facts }: TaskContext<KeepalivedVars>): boolean {
  return [CONFIG_PATH, DROP_IN_PATH, UNIT_PATH].some(
    (path) => facts.get(fileFact(path)).content?.includes(MARK) === true,
  );
}

/** Where nothing of ours is left but an address that no keepalived serves, it is of a removal that fell short. */
function notOurs({ vars, facts }: TaskContext<KeepalivedVars>): Resource[] {
  return [
    present({ id: `service:${SERVICE}`, name: SERVICE, reason: 'not set up by havip-deploy' }),
    ...placements(vars).flatMap(({ cluster }) => {
      const { known, processes } = facts.get(leftoversFact(cluster));
      return known && processes.length === 0 ? [nothingLeft(cluster, false)] : [];
    }),
  ];
}

function removal({ vars, facts }: TaskContext<KeepalivedVars>, purge: boolean): Resource[] {
  const earlier = facts.get(earlierConfigFact);
  const clusters = placements(vars).map(({ cluster }) => cluster);
  const problem = servedBesides(clusters, facts);
  if (problem !== undefined)
    return [blocked({ id: `service:${SERVICE}`, name: 'keepalived service', problem })];
  const unitRuns = facts.get(serviceFact(SERVICE)).active;
  return [
    serviceStopped({ service: SERVICE }),
    ...clusters.map((cluster) => nothingLeft(cluster, unitRuns)),
    vrrpClosed(),
    fileAbsent({
      path: CONFIG_PATH,
      name: 'keepalived.conf',
      mark: MARK,
      emptyFolder: true,
      ...(earlier === undefined ? {} : { note: `the one from before havip-deploy is ${earlier}` }),
    }),
    fileAbsent({
      path: NOTIFY_PATH,
      name: 'notify script',
      mark: MARK,
      emptyFolder: true,
      after: STATES_END,
    }),
    ...formerScripts({ checks: [] }, { facts }),
    ...formerHooks([], { facts }),
    fileAbsent({ path: LOGROTATE_PATH, name: 'log rotation' }),
    ...clusters.flatMap((cluster) => [
      fileAbsent({
        path: stateFileOf(cluster),
        name: 'VRRP state',
        emptyFolder: true,
        after: besidesState(stateFileOf(cluster)),
      }),
      fileAbsent({ path: proofFile(cluster), name: 'failover proof', emptyFolder: true }),
    ]),
    ...(purge
      ? [
          fileAbsent({ path: NOTIFY_LOG_PATH, name: 'notify log', emptyFolder: true }),
          packageAbsent({ package: SERVICE }),
          buildAbsent({ program: SERVICE }),
        ]
      : []),
    fileAbsent({
      path: heldPath(SERVICE),
      name: 'what keeps it stopped',
      mark: MARK,
      emptyFolder: true,
      after: RELOAD,
    }),
    fileAbsent({ path: UNIT_PATH, name: 'systemd unit', mark: MARK, after: RELOAD }),
    fileAbsent({ path: DROP_IN_PATH, name: 'systemd drop-in', mark: MARK, emptyFolder: true, after: RELOAD }),
  ];
}

/** POSIX sh: what the notify script has beside the state (its lock, what it had not finished when killed), and empty folders. */
function besidesState(file: string): string {
  const folder = dirname(file);
  const beside = quote(`${folder}/.${basename(file, '.json')}.`);
  return `rm -f ${beside}lock ${beside}??????\nrmdir ${quote(folder)} ${quote(dirname(folder))} 2>/dev/null || true`;
}
