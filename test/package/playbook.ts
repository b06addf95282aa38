/** A playbook of somebody who has installed the package. */
export const PLAYBOOK = `
import { file, play, playbook, template, z } from 'havip-deploy';
import { keepalived } from 'havip-deploy/roles/keepalived';

const greeting = template(new URL('./greeting.hbs', import.meta.url));

export default playbook({
  name: 'ours',
  plays: [
    play({ name: 'Keepalived', roles: [keepalived] }),
    play({
      name: 'a file on this machine',
      hosts: 'here',
      vars: z.object({ greeting: z.string() }),
      tasks: ({ vars }) => [file({ path: '/nonexistent-folder/greeting', content: greeting(vars) })],
    }),
  ],
});
`;
