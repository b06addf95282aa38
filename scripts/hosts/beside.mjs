// Many hosts with nothing to do: this program beside a bare one with node-ssh that logs in and reads the same, and
// beside Ansible on some of them, in turn.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackages, program, root } from '../setup.mjs';

const AT_A_TIME = '50';
const ANSIBLE_HOSTS = 200;

/** A command with what it took; rejects where it fails. */
function timed(command, words, environment = {}) {
  const started = performance.now();
  const child = spawn(command, words, { cwd: root, env: { ...process.env, ...environment } });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (data) => (printed += data));
  child.stderr.on('data', (data) => (said += data));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ printed, seconds });
      else reject(new Error(`${command} ${words[0]}: ${code}\n${printed.slice(-1000)}${said.slice(-1000)}`));
    });
  });
}

/** One file on each host, as the first run leaves it. */
function writePlaybooks(folder) {
  writeFileSync(
    join(folder, 'same.ts'),
    `import { file, play } from 'havip-deploy';
export default play({ name: 'same', hosts: 'all', tasks: () => [file({ path: '/etc/many-same', content: 'same' })] });
`,
  );
  writeFileSync(
    join(folder, 'same.yml'),
    '- hosts: all\n  tasks:\n    - copy: { dest: /etc/many-same, content: same }\n',
  );
  const config = `[defaults]\nforks=${AT_A_TIME}\nhost_key_checking=True\n[ssh_connection]\npipelining=True\n`;
  writeFileSync(join(folder, 'ansible.cfg'), config);
}

/** All that a run sends to a host to read its facts, as its log has it, as one program. */
function factsProgram(folder) {
  const log = join(folder, 'log');
  const [name = ''] = readdirSync(log).filter((each) => each.endsWith('.log'));
  const [, ...programs] = readFileSync(join(log, name), 'utf8').split(/^.* reading facts: sent\n/m);
  return programs
    .map((sent) => {
      const lines = sent.split('\n');
      const end = lines.findIndex((line) => !line.startsWith('    | '));
      return lines
        .slice(0, end)
        .map((line) => `${line.slice(6)}\n`)
        .join('');
    })
    .join('');
}

/** Runs all of it twice in turn, and prints what each took. */
export async function beside(folder, { machines, privateKeyFile }, names) {
  ensureDebianPackages('ansible-core');
  writePlaybooks(folder);
  const inventory = ['-i', join(folder, 'hosts.yaml')];
  const ours = (...words) =>
    timed(process.execPath, [program, 'run', join(folder, 'same.ts'), ...inventory, '--no-color', ...words]);
  const some = names.slice(0, ANSIBLE_HOSTS).join(',');
  await ours('--limit', names.slice(0, machines.length).join(','));
  await ours('--limit', names[0], '--log', join(folder, 'log'));
  const facts = join(folder, 'facts.sh');
  writeFileSync(facts, factsProgram(folder));
  const ports = names.map((_, at) => machines[at % machines.length].port);
  const hosts = join(folder, 'hosts.json');
  writeFileSync(hosts, JSON.stringify({ ports, privateKeyPath: privateKeyFile }));
  const bare = fileURLToPath(new URL('bare.mjs', import.meta.url));
  const contenders = {
    [`ours, ${names.length} hosts`]: () => ours('--forks', AT_A_TIME),
    [`bare node-ssh, ${names.length} hosts`]: () => timed(process.execPath, [bare, hosts, facts, AT_A_TIME]),
    [`ours, ${ANSIBLE_HOSTS} hosts`]: () => ours('--forks', AT_A_TIME, '--limit', some),
    [`Ansible, ${ANSIBLE_HOSTS} hosts`]: () =>
      timed('ansible-playbook', [...inventory, join(folder, 'same.yml'), '--limit', some], {
        ANSIBLE_CONFIG: join(folder, 'ansible.cfg'),
      }),
  };
  // Where there are 200 in all, the two of ours are one.
  for (const turn of [1, 2])
    for (const [name, run] of Object.entries(contenders)) {
      const { printed, seconds } = await run();
      process.stdout.write(`${turn}. ${name}: ${seconds.toFixed(1)} s\n`);
      if (/changed=[1-9]/.test(printed)) process.stdout.write('   something was changed\n');
    }
}
