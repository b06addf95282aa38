// What the playbooks of examples/ find on the machines before their first run, and their variables: for the tests
// on lab machines and for the benchmark beside Ansible.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one of them needs. */
export interface Example {
  /** POSIX sh as root on each machine. */
  readonly before: string;
  /**
   * Its variables.
   * @param machines names of all machines
   * @param folder where files of its own may lie, which exists
   */
  readonly vars?: (machines: readonly string[], folder: string) => Readonly<Record<string, unknown>>;
}

/** An application that answers on port 8080, as a unit. */
const APP = `cat >/usr/local/bin/app <<'END'
#!/usr/bin/python3
import http.server, os, socketserver
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers(); self.wfile.write(b'well')
    def log_message(self, *words): pass
socketserver.TCPServer.allow_reuse_address = True
socketserver.TCPServer(('', 8080), Answer).serve_forever()
END
chmod 755 /usr/local/bin/app
printf '[Service]\\nExecStart=/usr/local/bin/app\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/app.service
systemctl daemon-reload`;

/** Nothing of it: each example finds what it finds on a machine where none of the others has been. */
const NO_APP =
  'systemctl disable --now app 2>/dev/null; rm -rf /srv/app /etc/app.conf /etc/systemd/system/app.service';

/** A balancer's admin socket that takes each command. */
const BALANCER = `mkdir -p /run/haproxy
cat >/usr/local/bin/socat <<'END'
#!/bin/sh
cat >>/run/haproxy/heard
END
chmod 755 /usr/local/bin/socat`;

const TLS = `mkdir -p /etc/nginx/tls
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=old -keyout /etc/nginx/tls/site.key -out /etc/nginx/tls/site.crt 2>/dev/null
printf 'server { listen 443 ssl; ssl_certificate /etc/nginx/tls/site.crt; ssl_certificate_key /etc/nginx/tls/site.key; root /srv; }\\n' >/etc/nginx/conf.d/tls.conf
systemctl enable --now nginx 2>/dev/null; systemctl restart nginx`;

const publicKey = (name: string, bytes: string): string =>
  `ssh-ed25519 ${Buffer.from(`\0\0\0\vssh-ed25519\0\0\0 ${bytes}`, 'latin1').toString('base64')} ${name}`;

function certificate(folder: string) {
  const key = join(folder, 'site.key');
  const crt = join(folder, 'site.crt');
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=new'];
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', crt], { stdio: 'ignore' });
  const said = execFileSync('openssl', ['x509', '-in', crt, '-noout', '-fingerprint', '-sha256']);
  return { certificate: crt, certificate_key: key, fingerprint: String(said).trim().split('=')[1] };
}

/** A release as an archive, with a program of the application and one that prepares its data. */
function release(folder: string) {
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'release/bin'), { recursive: true });
  writeFileSync(join(tree, 'release/bin/migrate'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  writeFileSync(join(tree, 'release/bin/app'), '#!/bin/sh\nexec sleep infinity\n', { mode: 0o755 });
  const file = join(folder, 'release.tar.gz');
  execFileSync('tar', ['-C', tree, '-czf', file, 'release']);
  const [sha256] = String(execFileSync('sha256sum', [file])).split(' ');
  return { release: '1.0', release_file: file, release_sha256: sha256 };
}

/** By the names of their files. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  users: {
    before: 'useradd eve',
    vars: () => ({
      people: {
        ann: publicKey('ann', '0123456789abcdef0123456789abcdef'),
        bob: publicKey('bob', 'fedcba9876543210fedcba9876543210'),
      },
      left: ['eve'],
    }),
  },
  'nginx-site': { before: ':' },
  baseline: { before: ':' },
  database: { before: ':' },
  'rolling-reboot': { before: ': >/var/run/reboot-required' },
  'behind-a-balancer': {
    before: `${NO_APP}\n${APP}\n${BALANCER}`,
    vars: ([balancer]) => ({ balancer }),
  },
  certificate: { before: TLS, vars: (_machines, folder) => certificate(folder) },
  'log-rotation': { before: 'mkdir -p /var/log/app /var/cache/app /etc/cron.d' },
  collect: { before: ':' },
  release: { before: `${NO_APP}\nmkdir -p /srv/app`, vars: (_machines, folder) => release(folder) },
  'release-with-rescue': {
    before: `${NO_APP}\n${APP}\nmkdir -p /srv/app/releases`,
    vars: (_machines, folder) => release(folder),
  },
};
