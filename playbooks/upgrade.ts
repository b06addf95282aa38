import { play, playbook, prove } from 'havip-deploy';
import { keepalived } from 'havip-deploy/roles/keepalived';

/** What `havip-deploy upgrade` runs: the same role as `up`, with the version that was asked for. */
export default playbook({
  name: 'upgrade',
  strategy: 'free',
  plays: [
    play({
      name: 'Another Keepalived: the standby first, then the holder, which has handed the address over',
      roles: [keepalived],
    }),
    prove({ name: 'Step 6: verify that the address moves, where that has not been measured yet' }),
  ],
});
