import { execute, file, on, play, playbook, service, waitFor, z } from 'havip-deploy';

/**
 * A change of machines behind a balancer, one after the other: out of the balancer, changed, looked at, and back in
 * whatever came of it; where there is nothing to change, it stays in. The first failure ends the run, and what it had
 * changed on that machine is undone.
 */
export default playbook({
  name: 'behind a balancer',
  plays: [
    play({
      name: 'application',
      serial: 1,
      maxFailures: 0,
      vars: z.object({ balancer: z.string(), app_port: z.int().default(8080) }),
      tasks: function* ({ host, vars }) {
        const server = `app/${host.name}`;
        const haproxy = (what: string) =>
          on(
            vars.balancer,
            execute({
              name: `${what} ${server}`,
              run: `echo '${what} server ${server}' | socat stdio /run/haproxy/admin.sock`,
            }),
          );
        const content = `port = ${vars.app_port}\n`;
        const { stdout } = yield* execute({
          name: 'in place',
          run: 'cat /etc/app.conf || true',
          reads: true,
        });
        const isNew = stdout !== content;
        if (isNew) yield* haproxy('disable');
        try {
          yield [
            file({ path: '/etc/app.conf', content, notify: { service: 'app', action: 'restart' } }),
            service({ service: 'app' }),
          ];
          yield waitFor({ port: vars.app_port, timeout: '1m' });
        } finally {
          if (isNew) yield* haproxy('enable');
        }
      },
    }),
  ],
});
