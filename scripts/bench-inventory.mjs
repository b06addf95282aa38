// Times what an inventory of 10,000 hosts costs, as INI and as YAML: CPU and peak memory of `inventory list`, beside
// ansible-inventory where it is there, and how long `up --limit` takes until it contacts its pair.
//   node scripts/bench-inventory.mjs [HOSTS [MAIN.JS]]    MAIN.JS: another build to be measured, `dist/main.js`
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program as built, ensureBuilt } from './setup.mjs';

const [hosts = '10000', program = built] = process.argv.slice(2);
const count = Number(hosts);
if (program === built) ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-bench-inventory-'));

/** Tells, at the end of a process, what it took. */
const meter = join(folder, 'meter.mjs');
writeFileSync(
  meter,
  `import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(process.env.METER, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS / 1024 }));
});
`,
);

const names = Array.from({ length: count - 2 }, (_, index) => `app${String(index + 1).padStart(5, '0')}`);
const address = (index) => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
const groupOf = (index) => `rack${String(index % 200).padStart(3, '0')}`;

function ini(port) {
  const lines = names.map((name, index) => `${name} ansible_host=${address(index)} slot=${index} kind=web`);
  const racks = Array.from({ length: 200 }, (_, rack) => [
    `[${groupOf(rack)}]`,
    ...names.filter((_, index) => index % 200 === rack),
    `[${groupOf(rack)}:vars]`,
    `rack=${rack}`,
    `dns=['10.0.0.1', '10.0.0.2']`,
  ]);
  const havip = `havip={'address': '172.16.16.12', 'virtual_router_id': 51}`;
  const member = (name, role, at) =>
    `${name} ansible_host=${role === 'primary' ? '127.0.0.1' : 'localhost'} ansible_port=${port} private_ip=${at} havip_role=${role}`;
  const pair = ['[pair]', member('one', 'primary', '172.16.16.5'), member('two', 'secondary', '172.16.16.6')];
  return [
    ...lines,
    ...racks.flat(),
    ...pair,
    '[pair:vars]',
    havip,
    '[all:vars]',
    'ansible_user=root',
    '',
  ].join('\n');
}

function yaml(port) {
  const racks = Array.from({ length: 200 }, (_, rack) => [
    `    ${groupOf(rack)}:`,
    `      vars: { rack: ${rack}, dns: [10.0.0.1, 10.0.0.2] }`,
    '      hosts:',
    ...names.flatMap((name, index) =>
      index % 200 === rack
        ? [`        ${name}: { ansible_host: ${address(index)}, slot: ${index}, kind: web }`]
        : [],
    ),
  ]);
  const member = (name, role, at) =>
    `        ${name}: { ansible_host: ${role === 'primary' ? '127.0.0.1' : 'localhost'}, ansible_port: ${port}, private_ip: ${at}, havip_role: ${role} }`;
  const pair = [
    '    pair:',
    '      vars: { havip: { address: 172.16.16.12, virtual_router_id: 51 } }',
    '      hosts:',
  ];
  return [
    'all:',
    '  vars: { ansible_user: root }',
    '  children:',
    ...racks.flat(),
    ...pair,
    member('one', 'primary', '172.16.16.5'),
    member('two', 'secondary', '172.16.16.6'),
    '',
  ].join('\n');
}

function list(path) {
  const report = join(folder, 'meter.json');
  const env = { ...process.env, METER: report };
  const words = ['--import', meter, program, 'inventory', 'list', path];
  const { status, stderr } = spawnSync(process.execPath, words, {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(spawnSync('cat', [report], { encoding: 'utf8' }).stdout);
}

/** CPU seconds of a command and its children, by bash. */
function cpuOf(command, words) {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$0" "$@" > /dev/null';
  const { stderr, status } = spawnSync('bash', ['-c', script, command, ...words], { encoding: 'utf8' });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  return status === 0 ? Number(user) + Number(system) : undefined;
}

/** Seconds from the start of `up --limit pair` until the first connection. */
function untilContact(write, extension) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      const seconds = (performance.now() - started) / 1000;
      child.removeAllListeners('close');
      child.kill('SIGKILL');
      socket.destroy();
      server.close();
      resolve(seconds);
    });
    let child;
    let started;
    server.listen(0, '127.0.0.1', () => {
      const path = join(folder, `pair.${extension}`);
      writeFileSync(path, write(server.address().port));
      started = performance.now();
      child = spawn(process.execPath, [program, 'up', path, '--limit', 'pair', '--accept-new-host-keys'], {
        stdio: 'ignore',
      });
      child.on('close', (code) => reject(new Error(`up ended with ${code} before it contacted anybody`)));
    });
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  console.log(
    `| ${count} hosts | list, CPU s | list, peak MB | up --limit: contact after s | ansible-inventory, CPU s |`,
  );
  console.log('| --- | --- | --- | --- | --- |');
  for (const [name, extension, write] of [
    ['INI', 'ini', ini],
    ['YAML', 'yaml', yaml],
  ]) {
    const path = join(folder, `hosts.${extension}`);
    writeFileSync(path, write(22));
    const runs = [list(path), list(path), list(path)];
    const contacts = [];
    for (let run = 0; run < 3; run += 1) contacts.push(await untilContact(write, extension));
    const ansible = cpuOf('ansible-inventory', ['-i', path, '--list']);
    const cpu = median(runs.map((each) => each.cpu)).toFixed(2);
    const memory = Math.max(...runs.map((each) => each.memory)).toFixed(0);
    console.log(
      `| ${name} | ${cpu} | ${memory} | ${median(contacts).toFixed(2)} | ${ansible?.toFixed(1) ?? 'not there'} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
