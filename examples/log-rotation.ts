import { cron, file, play, playbook, systemdTimer } from 'havip-deploy';

const rotation = `/var/log/app/*.log {
  weekly
  rotate 8
  compress
  missingok
  notifempty
}
`;

/** The application's logs are rotated, and what is old is cleared away at night. */
export default playbook({
  name: 'log rotation and cron',
  plays: [
    play({
      name: 'logs',
      hosts: 'all',
      tasks: () => [
        file({ path: '/etc/logrotate.d/app', content: rotation }),
        cron({
          name: 'app-cache',
          schedule: '*/15 * * * *',
          command: 'find /var/cache/app -mmin +60 -delete',
        }),
        systemdTimer({
          timer: 'app-cleanup',
          calendar: '*-*-* 03:30',
          command: 'find /var/log/app -name "*.gz" -mtime +90 -delete',
          randomDelay: '15min',
        }),
      ],
    }),
  ],
});
