// The playbooks of examples/ beside Ansible's of examples/ansible, on four lab machines each: lines, first run and
// no-op run, with the facts that each tool's user has: pipelining, 50 forks. Prints a Markdown table.
//   node scripts/bench-examples.mjs [LAB] [EXAMPLE …]
// Ansible's collections (ansible.posix, community.general) come from Debian's package `ansible`, which is unpacked
// beside and not installed.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureDebianPackages, needRoot, program, root } from './setup.mjs';

needRoot('to make the lab machines');
ensureDebianPackages('ansible-core', 'openssh-client');
ensureBuilt();
const [lab = 'bench-examples', ...chosen] = process.argv.slice(2);
let collected = '';
let inventory = [];
const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-examples-'));

function must(command, words, options = {}) {
  const done = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${words.join(' ')} ended with ${done.status}\n${done.stdout}\n${done.stderr}`);
}

const labDoes = (...words) => must(process.execPath, [program, 'lab', ...words, '--name', lab]);

/** Two clusters that serve, whose packages are Debian's. */
function freshLab() {
  labDoes('down');
  labDoes('up', '--clusters', '2', '--no-witness', '--no-cloud');
  const { lab: seen } = JSON.parse(labDoes('status', '--json'));
  must(process.execPath, [program, 'up', seen.inventoryFile, '--verify', 'never', '--json']);
  const groups = [...new Set(seen.machines.map(({ cluster }) => cluster))];
  const children = groups.map((name) => `        ${name}:\n`).join('');
  writeFileSync(join(folder, 'web.yaml'), `all:\n  children:\n    web:\n      children:\n${children}`);
  inventory = ['-i', seen.inventoryFile, '-i', join(folder, 'web.yaml')];
  return seen;
}

function onAll({ machines, privateKeyFile, knownHostsFile }, script) {
  for (const { port } of machines) {
    const options = ['-i', privateKeyFile, '-o', `UserKnownHostsFile=${knownHostsFile}`, '-p', String(port)];
    must('ssh', [...options, 'root@127.0.0.1', 'sh', '-s'], { input: script });
  }
}

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

function ownCertificate() {
  const [key, crt] = ['site.key', 'site.crt'].map((name) => join(folder, name));
  const subject = ['-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=new'];
  must('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', crt]);
  const [, fingerprint] = must('openssl', ['x509', '-in', crt, '-noout', '-fingerprint', '-sha256'])
    .trim()
    .split('=');
  return { certificate: crt, certificate_key: key, fingerprint };
}

function ownRelease() {
  const tree = join(folder, 'tree/release');
  mkdirSync(join(tree, 'bin'), { recursive: true });
  writeFileSync(join(tree, 'bin/migrate'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const file = join(folder, 'release.tar.gz');
  must('tar', ['-C', join(folder, 'tree'), '-czf', file, 'release']);
  const [sha256] = must('sha256sum', [file]).split(' ');
  return { release: '1.0', release_file: file, release_sha256: sha256 };
}

/** What each needs: what is there before, and its variables. */
const EXAMPLES = {
  users: {
    before: 'useradd eve',
    vars: () => ({ people: { ann: KEYS.ann, bob: KEYS.bob }, left: ['eve'] }),
  },
  'nginx-site': { before: ':' },
  baseline: { before: ':' },
  'rolling-reboot': { before: ': >/var/run/reboot-required' },
  'behind-a-balancer': {
    before: `${APP}\n${BALANCER}`,
    vars: (machines) => ({ balancer: machines[0].name }),
  },
  certificate: { before: TLS, vars: ownCertificate },
  'log-rotation': { before: 'mkdir -p /var/log/app /var/cache/app /etc/cron.d' },
  collect: { before: ':' },
  'release-with-rescue': { before: `${APP}\nmkdir -p /srv/app/releases`, vars: ownRelease },
};
const KEYS = {
  ann: `ssh-ed25519 ${Buffer.from('\0\0\0\vssh-ed25519\0\0\0 0123456789abcdef0123456789abcdef', 'latin1').toString('base64')} ann`,
  bob: `ssh-ed25519 ${Buffer.from('\0\0\0\vssh-ed25519\0\0\0 fedcba9876543210fedcba9876543210', 'latin1').toString('base64')} bob`,
};

function timed(command, words, env = {}) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(command, words, { cwd: folder, env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.on('close', (code) => resolve({ code, said, seconds: (performance.now() - started) / 1000 }));
  });
}

/** Ansible's modules that ansible-core lacks. */
function collections() {
  const own = join(folder, 'package');
  mkdirSync(own, { mode: 0o755 });
  must('apt-get', ['-qq', 'download', 'ansible'], { cwd: own });
  must('sh', ['-c', 'dpkg -x ansible_*.deb .'], { cwd: own });
  return join(own, 'usr/lib/python3/dist-packages');
}

const contenders = {
  ours: (name, words) =>
    timed(process.execPath, [
      ...[program, 'run', join(root, 'examples', `${name}.ts`), ...inventory],
      ...['--no-color', '--forks', '50', ...words],
    ]),
  ansible: (name, words) =>
    timed('ansible-playbook', [...inventory, join(folder, 'ansible', `${name}.yml`), ...words], {
      ANSIBLE_CONFIG: join(folder, 'ansible.cfg'),
      ANSIBLE_COLLECTIONS_PATH: collected,
    }),
};

const linesOf = (file) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(\/\/|#|\/?\*)/.test(line)).length;

async function measure(contender, names) {
  const seen = freshLab();
  onAll(seen, 'cd /usr/bin && rm -f yum dnf dnf-3');
  const results = {};
  for (const name of names) {
    const { before, vars } = EXAMPLES[name];
    onAll(seen, before);
    const values = vars?.(seen.machines);
    const words = values === undefined ? [] : ['-e', JSON.stringify(values)];
    const first = await contenders[contender](name, words);
    const second = await contenders[contender](name, words);
    for (const each of [first, second])
      if (each.code !== 0)
        process.stderr.write(`${contender} ${name}: ${each.code}\n${each.said.slice(-2000)}\n`);
    const time = ({ code, seconds }) => (code === 0 ? seconds : undefined);
    results[name] = { first: time(first), second: time(second) };
    process.stderr.write(
      `${contender} ${name}: ${first.seconds.toFixed(1)} s, again ${second.seconds.toFixed(1)} s\n`,
    );
  }
  return results;
}

const names = chosen.length > 0 ? chosen : Object.keys(EXAMPLES);
try {
  collected = collections();
  // What a play fetches goes beside it.
  cpSync(join(root, 'examples/ansible'), join(folder, 'ansible'), { recursive: true });
  const config = '[defaults]\nforks=50\nhost_key_checking=True\n[ssh_connection]\npipelining=True\n';
  writeFileSync(join(folder, 'ansible.cfg'), config);
  const ours = await measure('ours', names);
  const theirs = await measure('ansible', names);
  const cell = (value) => (value === undefined ? 'failed' : value.toFixed(1));
  const rows = names.map((name) => {
    const [a, b] = [ours[name], theirs[name]];
    const lines = `${linesOf(`examples/${name}.ts`)} · ${linesOf(`examples/ansible/${name}.yml`)}`;
    const ratio = (x, y) => (x && y ? (y / x).toFixed(1) : '');
    return `| ${name} | ${lines} | ${cell(a.first)} · ${cell(b.first)} | ${ratio(a.first, b.first)} | ${cell(a.second)} · ${cell(b.second)} | ${ratio(a.second, b.second)} |`;
  });
  const head = [
    '| playbook | lines: ours · Ansible’s | first run, s | times faster | no-op run, s | times faster |',
    '|---|---|---|---|---|---|',
  ];
  process.stdout.write(`${[...head, ...rows].join('\n')}\n`);
} finally {
  labDoes('down');
  rmSync(folder, { recursive: true, force: true });
}
