import {
  buildAbsent,
  clusterFacts,
  commandLine,
  type Fact,
  fileAbsent,
  fileFact,
  installedPackageFact,
  packageAbsent,
  present,
  proofFile,
  type Resource,
  type Role,
  role,
  STATE_FILE,
  serviceFacts,
  serviceStopped,
  sourceMarkerFact,
  type TaskContext,
} from 'havip-deploy';
import { CHECK_PATH, CONFIG_PATH, DROP_IN_PATH, LOGROTATE_PATH, NOTIFY_PATH, UNIT_PATH } from './paths.ts';
import { checkVars, type KeepalivedVars } from './vars.ts';

const SERVICE = 'keepalived';
const MARK = 'Managed by havip-deploy';
const LOG_PATH = '/var/log/havip/notify.log';
const RELOAD = 'systemctl daemon-reload';

/** Whatever else is gone: the drop-in is removed last, so a machine that still has it is not done. */
const WRITTEN = [
  CONFIG_PATH,
  NOTIFY_PATH,
  CHECK_PATH,
  UNIT_PATH,
  DROP_IN_PATH,
  LOGROTATE_PATH,
  STATE_FILE,
  LOG_PATH,
];

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
      ...clusterFacts(vars.cluster),
      ...serviceFacts(SERVICE),
      ...[...WRITTEN, proofFile(vars.cluster)].map(fileFact),
      earlierConfigFact,
      ...(purge ? PROGRAM : []),
    ],
    resources: (context) => (isOurs(context) ? removal(context, purge) : [notOurs()]),
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

function notOurs(): Resource {
  return present({ id: `service:${SERVICE}`, name: SERVICE, reason: 'not set up by havip-deploy' });
}

function removal({ vars: { cluster }, facts }: TaskContext<KeepalivedVars>, purge: boolean): Resource[] {
  const [address] = cluster.havip.addresses;
  const earlier = facts.get(earlierConfigFact);
  return [
    serviceStopped({
      service: SERVICE,
      ...(address === undefined ? {} : { after: withoutAddress(address) }),
    }),
    fileAbsent({
      path: CONFIG_PATH,
      name: 'keepalived.conf',
      mark: MARK,
      ...(earlier === undefined ? {} : { note: `the one from before havip-deploy is ${earlier}` }),
    }),
    fileAbsent({ path: NOTIFY_PATH, name: 'notify script', mark: MARK }),
    fileAbsent({ path: CHECK_PATH, name: 'health check script', mark: MARK }),
    fileAbsent({ path: LOGROTATE_PATH, name: 'log rotation' }),
    fileAbsent({ path: STATE_FILE, name: 'VRRP state' }),
    fileAbsent({ path: proofFile(cluster), name: 'failover proof' }),
    ...(purge
      ? [
          fileAbsent({ path: LOG_PATH, name: 'notify log' }),
          packageAbsent({ package: SERVICE }),
          buildAbsent({ program: SERVICE }),
        ]
      : []),
    fileAbsent({ path: UNIT_PATH, name: 'systemd unit', mark: MARK, after: RELOAD }),
    fileAbsent({ path: DROP_IN_PATH, name: 'systemd drop-in', mark: MARK, after: RELOAD }),
  ];
}

/** A daemon that died before has left the address behind. */
function withoutAddress(address: string): string {
  const held = commandLine('ip', '-4', '-o', 'addr', 'show', 'to', `${address}/32`);
  return `${held} | while read -r _ name _ cidr _; do ip addr del "$cidr" dev "$name"; done`;
}
