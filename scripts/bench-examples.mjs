// The playbooks of examples/ beside Ansible's of examples/ansible, on four lab machines each: lines, first run and
// no-op run, with the facts that each tool's user has: pipelining, 50 forks. Prints a Markdown table.
//   node scripts/bench-examples.mjs [LAB] [EXAMPLE …]
// Ansible's collections (ansible.posix, community.general) come from Debian's package `ansible`, which is unpacked
// beside and not installed. Its machines get what its modules want there (python3-apt, crontab, apt's lists of packages) before the clock runs.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJiti } from 'jiti';
import { ensureBuilt, ensureDebianPackages, needRoot, program, root } from './setup.mjs';

needRoot('to make the lab machines');
ensureDebianPackages('ansible-core', 'openssh-client');
ensureBuilt();
const [lab = 'bench-examples', ...chosen] = process.argv.slice(2);
const sources = createJiti(import.meta.url);
const { EXAMPLES } = await sources.import('../bench/examples.ts');
const { offerByApt } = await sources.import('../test/lab/support/debian.ts');
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

function onAll({ machines, privateKeyFile, knownHostsFile }, command, input) {
  for (const { port } of machines) {
    const options = ['-i', privateKeyFile, '-o', `UserKnownHostsFile=${knownHostsFile}`, '-p', String(port)];
    must('ssh', [...options, 'root@127.0.0.1', ...command], { input });
  }
}

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

/** What Ansible's modules `package` and `cron` want on a machine, unpacked there. */
function readyForAnsible(seen) {
  const own = join(folder, 'on-machines');
  mkdirSync(own, { mode: 0o755 });
  must('apt-get', ['-qq', 'download', 'python3-apt', 'cron', 'cron-daemon-common'], { cwd: own });
  must('sh', ['-c', 'for deb in *.deb; do dpkg -x "$deb" root; done; tar -C root -czf all.tar.gz .'], {
    cwd: own,
  });
  onAll(
    seen,
    ['tar', '-C', '/', '--keep-directory-symlink', '-xzf', '-'],
    readFileSync(join(own, 'all.tar.gz')),
  );
  // Its module `package` takes what apt knows; ours asks the repositories, which is part of its time.
  onAll(seen, ['apt-get', '-qq', 'update']);
}

async function measure(contender, names) {
  const seen = freshLab();
  onAll(seen, ['sh', '-s'], 'cd /usr/bin && rm -f yum dnf dnf-3');
  await offerByApt(seen, 'mariadb');
  if (contender === 'ansible') readyForAnsible(seen);
  const results = {};
  for (const name of names) {
    const { before, vars } = EXAMPLES[name];
    onAll(seen, ['sh', '-s'], before);
    const values = vars?.(
      seen.machines.map(({ name: machine }) => machine),
      mkdtempSync(join(folder, 'own-')),
    );
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

const both = readdirSync(join(root, 'examples/ansible')).map((name) => name.replace('.yml', ''));
const names = chosen.length > 0 ? chosen : both;
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
