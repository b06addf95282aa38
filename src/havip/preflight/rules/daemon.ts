import type { Finding } from '../../../api/types.ts';
import { installedPackageFact } from '../../../resources/packages/package-manager.ts';
import { CONFIG_PATH } from '../../cluster/state/cluster-facts.ts';
import { daemonOptionsFact } from '../facts/daemon-options.ts';
import { processesFact, type SeenProcess } from '../facts/processes.ts';
import { servicesFact } from '../facts/services.ts';
import { updatesFact } from '../facts/updates.ts';
import { finding, type PreflightInput, type PreflightRule } from './input.ts';

/** Whether what is written will be what runs. */
export const daemonRules: PreflightRule = function* (input) {
  const { facts } = input;
  const unit = facts.get(servicesFact)('keepalived.service');
  if (unit.masked) {
    yield finding(
      'error',
      'host.unit-masked',
      'keepalived.service is masked: it can neither be started nor enabled',
      'Run `systemctl unmask keepalived` if nobody masked it on purpose.',
    );
  }
  yield* elsewhere(input);
  const { daemons, movers, stalePid } = facts.get(processesFact);
  for (const daemon of daemons) yield* ofDaemon(daemon, unit.over);
  for (const mover of movers) yield moves(mover, input);
  // In a container process 1 is another one.
  if (stalePid !== undefined && !unit.active && daemons.length === 0) {
    yield finding(
      'warning',
      'host.stale-pid',
      `${stalePid.file} names process ${stalePid.pid}, which is ${stalePid.name}: keepalived takes itself for running already (KA086)`,
      `Remove ${stalePid.file}.`,
    );
  }
};

function* ofDaemon({ pid, commandLine, group, replaced }: SeenProcess, isOver: boolean): Generator<Finding> {
  const isOurs = group === '' || /\/keepalived\.service(?:\/|$)/.test(group);
  if (!isOurs) {
    yield finding(
      'error',
      'host.daemon-outside-unit',
      `a keepalived runs outside its unit: process ${pid}, \`${commandLine}\``,
      howToEnd(pid, group),
    );
  }
  if (isOurs && isOver && group !== '') {
    yield finding(
      'error',
      'host.daemon-outside-unit',
      `keepalived.service has left a keepalived behind, which systemd takes for ended: process ${pid}, \`${commandLine}\``,
      `End it with \`kill ${pid}\` (it gives its address up), then \`systemctl start keepalived\`. Where that fails again, the PID file that the unit names is not the one that keepalived writes (KA086).`,
    );
  }
  if (isOurs && replaced) {
    yield finding(
      'warning',
      'host.program-replaced',
      `the keepalived that runs (process ${pid}, \`${commandLine}\`) is no longer the program at that place: it was replaced or removed since, as by an upgrade without a restart`,
      'At its next restart or crash another release reads the configuration: restart keepalived at a time of your own, the standby first.',
    );
  }
}

/** Its command line is not told: ucarp's has its password. */
function moves({ name, pid, group, commandLine }: SeenProcess, { cluster }: PreflightInput): Finding {
  const words = commandLine.split(/[\s=]+/);
  const [own] = cluster.havip.addresses.filter((address) => words.includes(address));
  const unit = unitOf(group);
  const how = unit === undefined ? `what starts process ${pid}` : `\`systemctl disable --now ${unit}\``;
  return own === undefined
    ? finding(
        'warning',
        'host.other-mover',
        `${name} runs here (process ${pid}), which gives addresses to one machine of several as well`,
        `See to it that none of ${cluster.name} is among them: keepalived alone may set those.`,
      )
    : finding(
        'error',
        'host.other-mover',
        `${name} runs here (process ${pid}) and moves ${own} as well: it would set it beside the keepalived of another machine`,
        `End it on all machines first, for good (${how}); the address is then away until keepalived serves.`,
      );
}

function unitOf(group: string): string | undefined {
  return /\/(?!user@)([^/]+\.service)(?:\/|$)/.exec(group)?.[1];
}

/** As docker, podman, CRI-O, containerd, Kubernetes and LXC name the control groups of theirs. */
const CONTAINER = /\/((?:docker|libpod|podman|crio|cri-containerd|kubepods|lxc)[-./][^/]+)/;

/** Whoever has started it would start it again. */
function howToEnd(pid: number, group: string): string {
  const container = CONTAINER.exec(group)?.[1];
  if (container !== undefined)
    return `It runs in a container (${container}): stop that (its keepalived gives its address up), and keep it from being started again.`;
  const unit = unitOf(group);
  const kept = 'what its configuration does goes into the inventory.';
  if (unit !== undefined && /keepalived|vrrp/i.test(unit))
    return `It belongs to ${unit}: end it with \`systemctl disable --now ${unit}\` (it gives its address up); ${kept}`;
  // A login, cron, a supervisor: ended as a whole, it would take more than this along.
  if (unit !== undefined)
    return `It was started below ${unit}: take it out of what starts it there and end it with \`kill ${pid}\`; only where ${unit} is there for keepalived alone, with \`systemctl disable --now\`. It gives its address up either way; ${kept}`;
  return `End it with \`kill ${pid}\` (it gives its address up), and remove what starts it.`;
}

/** `-f` in the unit, in the file of its options, or of the daemon that runs. */
function* elsewhere({ facts }: PreflightInput): Generator<Finding> {
  const unit = facts.get(servicesFact)('keepalived.service');
  const places = [
    { where: 'the unit of keepalived', text: unit.command, fix: '`systemctl edit keepalived`' },
    { where: 'Environment= of its unit', text: unit.environment, fix: '`systemctl edit keepalived`' },
    ...facts.get(daemonOptionsFact).map(({ file, options }) => ({ where: file, text: options, fix: file })),
  ];
  for (const { where, text, fix } of places) {
    const named = /(?:^|[\s="'])(?:-[A-Za-z]*f\s*|--use-file[= ])([^\s"']+)/.exec(text)?.[1];
    if (named === undefined || named === CONFIG_PATH) continue;
    yield finding(
      'error',
      'host.config-elsewhere',
      `${where} makes keepalived read ${named}: ${CONFIG_PATH} would be read by nobody`,
      `Take \`-f ${named}\` out in ${fix}; what of that file is to stay goes into the inventory.`,
    );
  }
}

/** Whoever upgrades packages or restarts services by night. */
export const updateRules: PreflightRule = function* ({ facts }) {
  const updates = facts.ifRead(updatesFact);
  if (updates === undefined) return;
  const { unattended, automatic, spared, needrestart } = updates;
  const units = facts.get(servicesFact);
  const packaged = facts.ifRead(installedPackageFact('keepalived'));
  const fromSource =
    packaged !== undefined && packaged.version === undefined && units('keepalived.service').loaded;
  const timer = units('apt-daily-upgrade.timer');
  if (unattended && (timer.active || !timer.loaded) && !spared && !fromSource) {
    yield finding(
      'warning',
      'host.unattended-upgrade',
      'unattended-upgrades will upgrade keepalived and restart it, on both nodes in the same night',
      'Run `apt-mark hold keepalived`, or add "keepalived" to Unattended-Upgrade::Package-Blacklist; then upgrade with `havip-deploy upgrade`.',
    );
  }
  if (automatic !== undefined && !spared && !fromSource && automaticRuns(units, automatic)) {
    yield finding(
      'warning',
      'host.unattended-upgrade',
      `${automatic} will upgrade keepalived and restart it, on both nodes in the same night`,
      'Add `exclude=keepalived*` to its own configuration; then upgrade with `havip-deploy upgrade`.',
    );
  }
  if (needrestart) {
    yield finding(
      'warning',
      'host.needrestart',
      'needrestart restarts keepalived by itself whenever a library of it was upgraded',
      'Put `$nrconf{override_rc}{qr(^keepalived)} = 0;` into /etc/needrestart/conf.d/havip.conf.',
    );
  }
};

function automaticRuns(
  units: ReturnType<typeof servicesFact.parse>,
  by: 'dnf-automatic' | 'yum-cron',
): boolean {
  return by === 'yum-cron'
    ? units('yum-cron.service').active
    : (['dnf-automatic.timer', 'dnf-automatic-install.timer', 'dnf5-automatic.timer'] as const).some(
        (timer) => units(timer).active,
      );
}
