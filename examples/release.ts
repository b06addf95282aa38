import { archive, link, play, playbook, service, systemdUnit, z } from 'havip-deploy';

const unit = `[Unit]
Description=the application
[Service]
ExecStart=/srv/app/current/bin/app
Restart=on-failure
[Install]
WantedBy=multi-user.target
`;

/**
 * A release beside the one that serves, then the switch by one link. Where the new one does not answer, the run
 * fails and puts back what it changed: the old link, and the old release running.
 */
export default playbook({
  name: 'release',
  plays: [
    play({
      name: 'application',
      vars: z.object({ release: z.string(), release_file: z.string(), release_sha256: z.string() }),
      tasks: ({ vars }) => {
        const notify = { service: 'app', action: 'restart' } as const;
        const to = `/srv/app/releases/${vars.release}`;
        return [
          archive({ from: { path: vars.release_file }, sha256: vars.release_sha256, to, strip: 1 }),
          systemdUnit({ unit: 'app.service', content: unit, notify }),
          link({ path: '/srv/app/current', target: to, notify }),
          service({ service: 'app', ready: 'sleep 1; systemctl is-active --quiet app' }),
        ];
      },
    }),
  ],
});
