import type { HostSession } from '../../engine/host-session.ts';
import { armProgram, disarmProgram } from '../../engine/journal/watchdog.ts';
import type { Cluster, Host } from '../../inventory/types.ts';
import { allOk } from '../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';

/** Seconds that standbys wait for the holder to go back before they start again beside it. */
const AFTER_HOLDER_SECONDS = 15;

/**
 * Has a machine undo this run by itself, from just before its next change on, should the control machine not
 * come back. `alone`: the machine is the first to change, and stays as it is where it serves. `apart-holder`
 * and `apart-standby`: neither side understands the other's change, so all go back, the holder first.
 */
export function armUndo(
  run: ClusterRun,
  host: Host,
  session: HostSession,
  as: 'alone' | 'apart-holder' | 'apart-standby',
): void {
  const clusters = run.together.map(({ cluster }) => cluster);
  session.armNext(
    armProgram({
      host: host.name,
      folder: session.journal.folder,
      lease: run.lease.id,
      extraSeconds: as === 'apart-standby' ? AFTER_HOLDER_SECONDS : 0,
      unless: as === 'alone' ? serving(clusters) : 'false',
    }),
  );
  run.armed.add(host.name);
}

/** From now on the machines no longer go back by themselves; false when one of them could not be told. */
export async function disarmUndo(run: ClusterRun): Promise<boolean> {
  const sessions = [...run.armed].flatMap((name) => run.sessions.get(name) ?? []);
  run.armed.clear();
  const told = await Promise.all(
    sessions.map((session) => session.run('keeping the change', disarmProgram(session.journal.folder))),
  );
  return allOk(run, told);
}

/** POSIX sh: keepalived runs here, and an address of the clusters is here. */
function serving(clusters: readonly Cluster[]): string {
  const addresses = clusters.flatMap(({ havip }) => havip.addresses);
  const held = addresses.map((address) => `*" ${address}/"*`).join('|');
  return `systemctl is-active --quiet keepalived && case "$(ip -4 -o addr show)" in ${held}) ;; *) exit 1 ;; esac`;
}
