// Times `up` where nothing is to be done, in one run with what it is compared with: plain ssh that reads the
// same facts (the floor), and Ansible doing the same job. Prints medians and ratios as a Markdown table.
//   npm run bench [-- RUNS]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureDebianPackages, needRoot, program, root } from './setup.mjs';

needRoot('to make the lab machines');
ensureDebianPackages('ansible-core', 'openssh-client');
ensureBuilt();
const runs = Number(process.argv[2] ?? 7);
const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-bench-'));

function must(command, words, options = {}) {
  const done = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} ${words.join(' ')} ended with ${done.status}\n${done.stdout}\n${done.stderr}`);
}

const havipDeploy = (...words) => must(process.execPath, [program, ...words]);

function labUp(name, clusters) {
  havipDeploy('lab', 'up', '--name', name, '--clusters', String(clusters));
  const { lab } = JSON.parse(havipDeploy('lab', 'status', '--name', name, '--json'));
  havipDeploy('up', lab.inventoryFile, '--verify', 'never', '--json');
  return lab;
}

/** Seconds of wall clock, and of processor time of the process and its children. */
function timed(command, words, env = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$0" "$@"', command, ...words], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('close', (code) => {
      const wall = (performance.now() - started) / 1000;
      const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(said) ?? [];
      if (code === 0) resolve({ wall, cpu: Number(user) + Number(system) });
      else reject(new Error(`${command} ${words.join(' ')} ended with ${code}: ${said}`));
    });
  });
}

/** The program that `up` sends to a node where nothing is to be done, as its own log has it. */
function factsProgram(lab, node) {
  const logs = join(folder, `logs-${lab.name}`);
  havipDeploy('up', lab.inventoryFile, '--verify', 'never', '--json', '--log', logs);
  const [, sent] = readFileSync(join(logs, `${node.name}.log`), 'utf8').split(/^.* reading facts: sent\n/m);
  const lines = sent.split('\n');
  const program = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('    | ')),
  );
  return program.map((line) => `${line.slice(6)}\n`).join('');
}

/** One ssh process a machine, all at once: what a shell script would do. */
function floorScript(lab) {
  const nodes = lab.machines.filter(({ kind }) => kind === 'node');
  const facts = join(folder, `facts-${lab.name}.sh`);
  writeFileSync(facts, factsProgram(lab, nodes[0]));
  const script = join(folder, `floor-${lab.name}.sh`);
  const options = `-i ${lab.privateKeyFile} -o UserKnownHostsFile=${lab.knownHostsFile} -o BatchMode=yes -o ConnectTimeout=30`;
  const lines = nodes.map(
    ({ port }) => `ssh ${options} -p ${port} root@127.0.0.1 sh -s < ${facts} > /dev/null &`,
  );
  writeFileSync(
    script,
    [...lines, 'status=0', 'for job in $(jobs -p); do wait $job || status=1; done', 'exit $status'].join(
      '\n',
    ),
  );
  return script;
}

/** Ansible's copy of what the machines have, so that it finds nothing to do. */
function ansibleFolder(lab) {
  const to = join(folder, `ansible-${lab.name}`);
  cpSync(join(root, 'bench/ansible'), to, { recursive: true });
  mkdirSync(join(to, 'files'));
  const nodes = lab.machines.filter(({ kind }) => kind === 'node');
  const fetch = (machine, path) =>
    must('ssh', [
      '-i',
      lab.privateKeyFile,
      '-o',
      `UserKnownHostsFile=${lab.knownHostsFile}`,
      '-p',
      String(machine.port),
      'root@127.0.0.1',
      'cat',
      path,
    ]);
  const same = ['/usr/libexec/keepalived/havip-notify', '/etc/logrotate.d/havip-deploy'];
  const own = [
    '/etc/keepalived/keepalived.conf',
    '/etc/systemd/system/keepalived.service.d/havip-deploy.conf',
  ];
  for (const path of same) writeFileSync(join(to, 'files', path.split('/').at(-1)), fetch(nodes[0], path));
  for (const node of nodes)
    for (const path of own)
      writeFileSync(join(to, 'files', `${path.split('/').at(-1)}.${node.name}`), fetch(node, path));
  writeFileSync(
    join(to, 'ansible.cfg'),
    '[defaults]\nforks=50\nhost_key_checking=True\n[ssh_connection]\npipelining=True\n',
  );
  return to;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Every contender once a round, so that the machine's moods meet all of them. */
async function compare(contenders, rounds) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (const once of Object.values(contenders)) await once();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, once] of Object.entries(contenders)) results[name].push(await once());
  }
  return results;
}

function rows(machines, results) {
  const floor = median(results['plain ssh'].map(({ wall }) => wall));
  const table = Object.entries(results).map(([name, times]) => {
    const wall = median(times.map((time) => time.wall));
    const cpu = median(times.map((time) => time.cpu));
    return `| ${machines} | ${name} | ${wall.toFixed(2)} s | ${(wall / floor).toFixed(2)} | ${cpu.toFixed(2)} s |`;
  });
  process.stderr.write(`${table.join('\n')}\n`);
  return table;
}

function contenders(lab, withAnsible) {
  const floor = floorScript(lab);
  const ansible = withAnsible ? ansibleFolder(lab) : undefined;
  return {
    'plain ssh': () => timed('bash', [floor]),
    'havip-deploy up': () =>
      timed(process.execPath, [program, 'up', lab.inventoryFile, '--verify', 'never', '--json']),
    ...(ansible && {
      'ansible-playbook': () =>
        timed('ansible-playbook', ['-i', lab.inventoryFile, join(ansible, 'site.yml')], {
          ANSIBLE_CONFIG: join(ansible, 'ansible.cfg'),
        }),
    }),
  };
}

try {
  const pair = labUp('bench', 1);
  const two = rows(2, await compare(contenders(pair, true), runs));
  havipDeploy('lab', 'down', '--name', 'bench');
  const fleet = labUp('bench-fleet', 20);
  const forty = rows(40, await compare(contenders(fleet, false), Math.max(3, Math.floor(runs / 2))));
  const start = await compare(
    {
      'plain ssh': () => timed('node', ['-e', '0']),
      'havip-deploy --version': () => timed(process.execPath, [program, '--version']),
    },
    runs,
  );
  const ratio =
    median(start['havip-deploy --version'].map(({ wall }) => wall)) /
    median(start['plain ssh'].map(({ wall }) => wall));
  process.stdout.write(
    [
      '| machines | nothing to do | wall clock | of plain ssh | processor time here |',
      '|---|---|---|---|---|',
      ...two,
      ...forty,
      '',
      `\`havip-deploy --version\` takes ${ratio.toFixed(2)} times as long as \`node -e 0\`. Medians of ${runs} runs (${Math.max(3, Math.floor(runs / 2))} with 40 machines), taken in turn.`,
      '',
    ].join('\n'),
  );
} finally {
  for (const name of ['bench', 'bench-fleet'])
    spawnSync(process.execPath, [program, 'lab', 'down', '--name', name]);
  rmSync(folder, { recursive: true, force: true });
}
