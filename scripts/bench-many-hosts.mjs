// A run over 200 plain hosts on real sshd: lab machines under ten names each, in batches of 10 %. Once all well, once
// with hosts that fail, which ends it after the third. Prints the recaps and the memory of the program over time.
// With `beside`: all of them with nothing to do, beside a bare program with node-ssh and beside Ansible.
//   node scripts/bench-many-hosts.mjs [LAB] [MACHINES] [NAMES OF EACH] [beside]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beside } from './hosts/beside.mjs';
import { ensureBuilt, needRoot, program, root } from './setup.mjs';

needRoot('to make the lab machines');
ensureBuilt();
const [lab = 'bench-many', machineCount = '20', namesOfEach = '10', mode = ''] = process.argv.slice(2);
/** One in each of the first two batches, two in the third, one in the fourth, which is not to be begun. */
const FAILING = ['host-005', 'host-025', 'host-045', 'host-060', 'host-065'];
const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-many-'));

function labDoes(...words) {
  const done = spawnSync(process.execPath, [program, 'lab', ...words, '--name', lab], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`lab ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

/** In an order in which no batch has a machine twice. */
function writeInventory({ machines, privateKeyFile, knownHostsFile }) {
  const hosts = Array.from({ length: Number(namesOfEach) }, (_, turn) =>
    machines.slice(0, Number(machineCount)).map(({ port }, index) => {
      const name = `host-${String(turn * Number(machineCount) + index + 1).padStart(3, '0')}`;
      return `    ${name}: { ansible_port: ${port} }`;
    }),
  ).flat();
  const vars = [
    'ansible_host: 127.0.0.1',
    'ansible_user: root',
    `ansible_ssh_private_key_file: ${privateKeyFile}`,
    `ansible_ssh_common_args: -o UserKnownHostsFile=${knownHostsFile}`,
  ];
  const text = ['all:', '  vars:', ...vars.map((each) => `    ${each}`), '  hosts:', ...hosts, ''].join('\n');
  writeFileSync(join(folder, 'hosts.yaml'), text);
  return hosts.map((line) => line.trim().split(':')[0]);
}

/** Each name has a file of its own, so that every host changes; those that are named fail. */
function writePlaybook() {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'many.ts'),
    `import { command, file, play, z } from 'havip-deploy';

export default play({
  name: 'many',
  hosts: 'all',
  serial: '10%',
  maxFailures: 2,
  vars: z.object({ failing: z.array(z.string()).default([]), content: z.string().default('1') }),
  tasks: ({ host, vars }) => [
    file({ path: \`/etc/many/\${host.name}\`, content: vars.content }),
    ...(vars.failing.includes(host.name) ? [command({ name: 'fails', run: 'echo broken; exit 1', unless: 'false' })] : []),
  ],
});
`,
  );
}

const memoryOf = (pid) => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
};

/** Runs the playbook; gives its recap and its memory, in MiB, once a batch's worth of hosts was finished. */
function run(...words) {
  const started = performance.now();
  const args = [
    program,
    'run',
    join(folder, 'many.ts'),
    '-i',
    join(folder, 'hosts.yaml'),
    '--no-color',
    ...words,
  ];
  const child = spawn(process.execPath, args, { cwd: root });
  let [printed, said] = ['', ''];
  const memory = [];
  const look = setInterval(() => {
    const rss = memoryOf(child.pid);
    if (rss !== undefined) memory.push({ second: (performance.now() - started) / 1000, rss });
  }, 500);
  child.stdout.on('data', (data) => (printed += data));
  child.stderr.on('data', (data) => (said += data));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(look);
      resolve({ code, printed, said, memory, seconds: (performance.now() - started) / 1000 });
    });
  });
}

function tell(title, { code, printed, said, memory, seconds }) {
  const recap = [
    ...printed.matchAll(/^(host-\d+) : ok=(\d+) changed=(\d+) unreachable=(\d+) failed=(\d+)/gm),
  ];
  const sum = (at) => recap.reduce((total, row) => total + Number(row[at]), 0);
  const every = Math.max(1, Math.floor(memory.length / 12));
  const curve = memory.filter((_, index) => index % every === 0);
  process.stdout.write(
    `${title}: exit code ${code} after ${seconds.toFixed(1)} s; ${recap.length} hosts in the recap, ` +
      `ok=${sum(2)} changed=${sum(3)} unreachable=${sum(4)} failed=${sum(5)}\n` +
      `  memory, MiB: ${curve.map(({ second, rss }) => `${rss.toFixed(0)} at ${second.toFixed(0)} s`).join(', ')}\n` +
      `${said
        .split('\n')
        .filter((line) => /problem|not begun|fail/i.test(line))
        .slice(-8)
        .map((line) => `  ${line.trim()}\n`)
        .join('')}`,
  );
}

async function inBatches() {
  tell('first run', await run());
  tell('no-op run', await run());
  tell(
    `a change that fails on ${FAILING.join(', ')}`,
    await run('-e', 'content=2', '-e', JSON.stringify({ failing: FAILING })),
  );
}

try {
  labDoes(
    'up',
    '--clusters',
    String(Math.ceil(Number(machineCount) / 2)),
    '--no-witness',
    '--yum',
    'none',
    '--no-cloud',
  );
  const { lab: seen } = JSON.parse(labDoes('status', '--json'));
  const names = writeInventory(seen);
  process.stdout.write(`${names.length} names on ${machineCount} machines\n`);
  writePlaybook();
  if (mode === 'beside')
    await beside(folder, { ...seen, machines: seen.machines.slice(0, Number(machineCount)) }, names);
  else await inBatches();
} finally {
  if (process.env.KEEP_LAB !== '1') labDoes('down');
  rmSync(folder, { recursive: true, force: true });
}
