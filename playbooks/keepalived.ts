import { file, packageInstalled, play, playbook, service, z } from 'havip-deploy';
import { configTest } from 'havip-deploy/roles/keepalived';

/** keepalived with a configuration of your own, whole, as `havip-deploy import` writes it for a balancer. */
export default playbook({
  name: 'keepalived',
  plays: [
    play({
      name: 'keepalived of the group keepalived_files',
      hosts: 'keepalived_files',
      serial: 1,
      vars: z.object({ keepalived_conf: z.string().min(1) }),
      tasks: ({ vars }) => [
        packageInstalled({ package: 'keepalived' }),
        file({
          path: '/etc/keepalived/keepalived.conf',
          content: vars.keepalived_conf,
          // It may hold passwords.
          mode: '600',
          secretAfter: /(?:auth_pass|password)\s+/,
          validate: configTest(),
          notify: { service: 'keepalived', action: 'reload' },
        }),
        service({ service: 'keepalived' }),
      ],
    }),
  ],
});
