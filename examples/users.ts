import { authorizedKey, group, play, playbook, user, z } from 'havip-deploy';

/** Who may log in everywhere, and with which keys; who has left may not. */
export default playbook({
  name: 'users and keys',
  plays: [
    play({
      name: 'people',
      hosts: 'all',
      vars: z.object({ people: z.record(z.string(), z.string()), left: z.array(z.string()).default([]) }),
      tasks: ({ vars }) => [
        group({ group: 'operators' }),
        ...Object.entries(vars.people).flatMap(([name, key]) => [
          user({ user: name, groups: ['operators'], shell: '/bin/bash' }),
          authorizedKey({ user: name, key }),
        ]),
        ...vars.left.map((name) => user({ user: name, state: 'absent' })),
      ],
    }),
  ],
});
