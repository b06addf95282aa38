import { cloudAddress, play, playbook, prove, publicAddress } from 'havip-deploy';
import { keepalived } from 'havip-deploy/roles/keepalived';

/** What `havip-deploy up` runs: the guide's steps, in its order. */
export default playbook({
  name: 'up',
  strategy: 'free',
  plays: [
    cloudAddress({ name: 'Step 1: apply for the HAVIP' }),
    play({
      name: 'Steps 2, 3 and 5: install Keepalived, configure it, start it; one node at a time',
      roles: [keepalived],
    }),
    publicAddress({ name: 'Step 4: bind an EIP to the HAVIP' }),
    prove({ name: 'Step 6: verify that the address moves, and measure how long that takes' }),
  ],
});
