import { keepalived } from '../roles/keepalived/index.ts';
import { play, playbook, prove } from '../src/playbook/index.ts';

/** What `havip-deploy up` runs: the guide's steps, in its order. */
export default playbook({
  name: 'up',
  plays: [
    play({
      name: 'Steps 2, 3 and 5: install Keepalived, configure it, start it; one node at a time',
      roles: [keepalived],
    }),
    prove({ name: 'Step 6: verify that the address moves, and measure how long that takes' }),
  ],
});
