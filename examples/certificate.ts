import { copy, packageInstalled, play, playbook, service, z } from 'havip-deploy';

/** Another certificate for nginx: both files first, then one reload, and a look whether it is the one served. */
export default playbook({
  name: 'certificate roll-over',
  plays: [
    play({
      name: 'certificate',
      vars: z.object({ certificate: z.string(), certificate_key: z.string(), fingerprint: z.string() }),
      tasks: ({ vars }) => {
        const notify = { service: 'nginx', action: 'reload' } as const;
        return [
          packageInstalled({ package: 'nginx-light' }),
          copy({
            from: vars.certificate_key,
            to: '/etc/nginx/tls/site.key',
            mode: 0o600,
            notify,
            noLog: true,
          }),
          copy({ from: vars.certificate, to: '/etc/nginx/tls/site.crt', notify }),
          service({ service: 'nginx', ready: served(vars.fingerprint) }),
        ];
      },
    }),
  ],
});

/** POSIX sh that waits up to 5 s until this certificate is served. */
function served(fingerprint: string): string {
  return `for tick in 1 2 3 4 5; do
  openssl s_client -connect 127.0.0.1:443 </dev/null 2>/dev/null |
    openssl x509 -noout -fingerprint -sha256 | grep -qF ${fingerprint} && exit 0
  sleep 1
done
echo 'another certificate is served'; exit 1`;
}
