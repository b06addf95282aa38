import { file, packageInstalled, play, playbook, service, z } from 'havip-deploy';

const site = (port: number) => `server {
  listen ${port};
  root /srv/site;
}
`;

/** A site behind nginx; one machine of a cluster after the other, and on none after the first that fails. */
export default playbook({
  name: 'nginx site',
  plays: [
    play({
      name: 'site',
      vars: z.object({ site_port: z.int().default(8081) }),
      tasks: ({ vars, host }) => [
        packageInstalled({ package: 'nginx-light' }),
        file({ path: '/srv/site/index.html', content: `${host.name}\n` }),
        file({
          path: '/etc/nginx/conf.d/site.conf',
          content: site(vars.site_port),
          notify: { service: 'nginx', action: 'reload' },
        }),
        service({ service: 'nginx', ready: `curl -fsS -o /dev/null http://127.0.0.1:${vars.site_port}/` }),
      ],
    }),
  ],
});
