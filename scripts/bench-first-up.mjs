// Times the first `up` of bare pairs without drills, beside Ansible's play that waits for no election: in turn,
// with 40 forks, each time on fresh lab machines. Prints wall clock, processor time, round trips and ratios as a Markdown table.
//   node scripts/bench-first-up.mjs [RUNS] [LAB] [PAIRS at once] [ANOTHER dist/main.js to compare with]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureDebianPackages, needRoot, program, root } from './setup.mjs';

needRoot('to make the lab machines');
ensureDebianPackages('ansible-core', 'openssh-client');
ensureBuilt();
const [runs = '3', name = 'bench-first', pairs = '1', before] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-bench-'));
const files = join(folder, 'ansible');

function must(command, words, options = {}) {
  const done = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${words.join(' ')} ended with ${done.status}\n${done.stdout}\n${done.stderr}`);
}

const lab = (...words) => must(process.execPath, [program, 'lab', ...words, '--name', name]);

function freshLab() {
  lab('down');
  lab('up', '--clusters', pairs, '--no-witness');
  return JSON.parse(lab('status', '--json')).lab;
}

function ssh({ privateKeyFile, knownHostsFile }, { port }, ...words) {
  const options = ['-i', privateKeyFile, '-o', `UserKnownHostsFile=${knownHostsFile}`, '-p', String(port)];
  return must('ssh', [...options, 'root@127.0.0.1', ...words]);
}

/** Seconds of wall clock, and of processor time of the process and its children; what it printed. */
function timed(command, words, env = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$0" "$@"', command, ...words], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [printed, said] = ['', ''];
    child.stdout.on('data', (data) => {
      printed += data;
    });
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('close', (code) => {
      const wall = (performance.now() - started) / 1000;
      const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(said) ?? [];
      if (code === 0) resolve({ wall, cpu: Number(user) + Number(system), printed });
      else reject(new Error(`${command} ${words.join(' ')} ended with ${code}: ${said}${printed}`));
    });
  });
}

/** What a deployed pair has, as a play of Ansible's. */
function writePlay(deployed) {
  cpSync(join(root, 'bench/ansible'), files, { recursive: true });
  mkdirSync(join(files, 'files'), { recursive: true });
  const nodes = deployed.machines.filter(({ kind }) => kind === 'node');
  const keep = (to, node, path) => writeFileSync(join(files, 'files', to), ssh(deployed, node, 'cat', path));
  keep('havip-notify', nodes[0], '/usr/libexec/keepalived/havip-notify');
  keep('havip-deploy', nodes[0], '/etc/logrotate.d/havip-deploy');
  for (const node of nodes) {
    keep(`keepalived.conf.${node.name}`, node, '/etc/keepalived/keepalived.conf');
    const dropIn = '/etc/systemd/system/keepalived.service.d/havip-deploy.conf';
    keep(`havip-deploy.conf.${node.name}`, node, dropIn);
  }
  const config = '[defaults]\nforks=40\nhost_key_checking=True\n[ssh_connection]\npipelining=True\n';
  writeFileSync(join(files, 'ansible.cfg'), config);
}

async function up(main) {
  const machines = freshLab();
  const made = await timed(process.execPath, [
    main,
    'up',
    machines.inventoryFile,
    '--verify',
    'never',
    '--json',
  ]);
  const { hosts } = JSON.parse(made.printed);
  return {
    ...made,
    machines,
    trips: [...new Set(Object.values(hosts).map(({ roundTrips }) => roundTrips))]
      .sort((a, b) => b - a)
      .join(' and '),
  };
}

async function ansible() {
  const { inventoryFile } = freshLab();
  const words = ['-i', inventoryFile, join(files, 'first.yml')];
  return timed('ansible-playbook', words, { ANSIBLE_CONFIG: join(files, 'ansible.cfg') });
}

/** Seconds that yum takes for the package by itself. */
function yum() {
  const machines = freshLab();
  const [node] = machines.machines.filter(({ kind }) => kind === 'node');
  const began = performance.now();
  ssh(machines, node, 'true');
  const empty = performance.now() - began;
  const from = performance.now();
  ssh(machines, node, 'yum', '-q', '-y', 'install', 'keepalived');
  return (performance.now() - from - empty) / 1000;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const contenders = {
    'havip-deploy up': () => up(program),
    ...(before && { before: () => up(before) }),
    ansible,
  };
  const results = Object.fromEntries(Object.keys(contenders).map((each) => [each, []]));
  for (let round = 0; round < Number(runs); round += 1)
    for (const [each, once] of Object.entries(contenders)) {
      const result = await once();
      if (round === 0 && each === 'havip-deploy up') writePlay(result.machines);
      results[each].push(result);
      process.stderr.write(
        `${each}: ${result.wall.toFixed(2)} s, cpu ${result.cpu.toFixed(2)} s ${result.trips ?? ''}\n`,
      );
    }
  const own = median(results['havip-deploy up'].map(({ wall }) => wall));
  const rows = Object.entries(results).map(([each, times]) => {
    const wall = median(times.map((time) => time.wall));
    const cpu = median(times.map((time) => time.cpu));
    return `| ${each} | ${wall.toFixed(2)} s | ${(wall / own).toFixed(2)} | ${cpu.toFixed(2)} s | ${times[0].trips ?? ''} |`;
  });
  const head = [
    '| first run | wall clock | of ours | processor time here | round trips |',
    '|---|---|---|---|---|',
  ];
  const alone = pairs === '1' ? yum() : undefined;
  process.stdout.write(
    `${[...head, ...rows].join('\n')}\n\n${alone === undefined ? '' : `yum alone: ${alone.toFixed(2)} s. `}Medians of ${runs} runs.\n`,
  );
} finally {
  lab('down');
  rmSync(folder, { recursive: true, force: true });
}
