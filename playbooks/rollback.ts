import { playbook, rollback } from '../src/index.ts';

/** What `havip-deploy rollback` runs. */
export default playbook({
  name: 'rollback',
  strategy: 'free',
  plays: [rollback({ name: 'Back to the last proved state, the machine that holds the address last' })],
});
