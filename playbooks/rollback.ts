import { type Playbook, playbook, rollback } from 'havip-deploy';

/** What `havip-deploy rollback` runs: on every cluster, or on the hosts that are meant. */
export function back(hosts?: string): Playbook {
  const name = 'Back to the last proved state, the machine that holds the address last';
  return playbook({
    name: 'rollback',
    strategy: 'free',
    plays: [rollback(hosts === undefined ? { name } : { name, hosts })],
  });
}

export default back();
