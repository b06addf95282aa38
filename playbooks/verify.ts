import { playbook, prove } from 'havip-deploy';

/** What `havip-deploy verify` runs: the guide's step 6 alone. */
export default playbook({
  name: 'verify',
  strategy: 'free',
  plays: [prove({ name: 'Step 6: verify that the address moves, and measure how long that takes' })],
});
