import { play, playbook } from 'havip-deploy';
import { nginx } from '../roles/nginx/index.ts';

/** nginx on every member of every cluster, a node at a time, the one that holds the address last. */
export default playbook({
  name: 'nginx',
  plays: [play({ name: 'nginx behind the floating address', roles: [nginx] })],
});
