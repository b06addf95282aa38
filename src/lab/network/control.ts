import type { Outcome } from '../../core/outcome.ts';
import { run } from '../command.ts';
import type { Lab } from '../lab.ts';
import { machineExec, machineOf } from '../machines/inside.ts';

/** Plugs a machine's network cable in or pulls it out, at the bridge's end: the machine's own end loses its carrier. */
export function setCable(lab: Lab, machine: string, position: 'up' | 'down'): Promise<Outcome<string>> {
  const { name } = machineOf(lab, machine);
  return run(['ip', '-n', lab.networkNamespace, 'link', 'set', name, position]);
}

/** Kills the server's side of every SSH session of a machine at once; sshd itself goes on. Gives how many there were. */
export async function killSshSessions(lab: Lab, machine: string): Promise<number> {
  const { stdout } = await machineExec(lab, machine, KILL_SESSIONS);
  return Number(stdout.trim());
}

/** An ordinary user's session has a second process of sshd's under the first. */
const KILL_SESSIONS = `
server=$(systemctl show --property=MainPID --value ssh.service)
sessions=$(pgrep -P "$server" || :)
for session in $sessions; do
  kill -9 $(pgrep -x -P "$session" sshd) "$session" 2>/dev/null
done
echo $sessions | wc -w
`;
