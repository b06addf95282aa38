import {
  file,
  fileFact,
  installedPackageFact,
  packageInstalled,
  role,
  service,
  serviceFacts,
  template,
} from 'havip-deploy';
import { type NginxVars, nginxVars } from './vars.ts';

const SITE_PATH = '/etc/nginx/conf.d/havip.conf';

const siteTemplate = template<SiteVariables>(new URL('./templates/site.conf.hbs', import.meta.url));

interface SiteVariables {
  readonly node: string;
  readonly port: number;
  readonly upstreams: readonly string[];
}

/** nginx behind the floating address, the same on every member of a cluster. */
export const nginx = role<NginxVars>({
  name: 'nginx',
  tags: ['install', 'config', 'service'],
  vars: nginxVars,
  // Named here, they are read with everything else in one round trip.
  facts: () => [fileFact(SITE_PATH), installedPackageFact('nginx'), ...serviceFacts('nginx')],
  resources: ({ vars, host }) => [
    ...(vars.nginx_install ? [packageInstalled({ package: 'nginx', tags: ['install'] })] : []),
    file({
      path: SITE_PATH,
      content: siteTemplate({ node: host.name, port: vars.nginx_port, upstreams: vars.nginx_upstreams }),
      name: 'nginx site',
      tags: ['config'],
      validate: siteTest,
      notify: { service: 'nginx', action: 'reload' },
    }),
    service({ service: 'nginx', ready: answers(vars.nginx_port), tags: ['service'] }),
  ],
});

/** POSIX sh: `nginx -t` of the new file alone, before it is renamed into place. */
const siteTest = `main=$(mktemp); trap 'rm -f "$main"' EXIT
printf 'pid /dev/null; events {} http { include %s; }\\n' "$candidate" > "$main"
nginx -t -q -c "$main"`;

/** POSIX sh that waits up to 5 s until nginx answers. */
function answers(port: number): string {
  const url = `http://127.0.0.1:${port}/health`;
  return `tick=0
until if command -v curl >/dev/null; then curl -fsS -m 1 -o /dev/null ${url}; else wget -q -T 1 -O /dev/null ${url}; fi; do
  tick=$((tick + 1)); [ $tick -lt 50 ] || exit 1
  sleep 0.1
done`;
}
