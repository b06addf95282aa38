import { playbook, rollback } from 'havip-deploy';

/** What `havip-deploy rollback` runs. */
export default playbook({
  name: 'rollback',
  plays: [rollback({ name: 'Back to the last proved state, the machine that holds the address last' })],
});
