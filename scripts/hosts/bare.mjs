// The least that a program with node-ssh can do: it logs in to each host, runs one program there, and ends.
//   node bare.mjs HOSTS_JSON PROGRAM_FILE AT_A_TIME
import { readFileSync } from 'node:fs';
import { NodeSSH } from 'node-ssh';
import pLimit from 'p-limit';

const [hosts = '[]', file = '', atATime = '50'] = process.argv.slice(2);
const { ports, privateKeyPath } = JSON.parse(readFileSync(hosts, 'utf8'));
const program = readFileSync(file, 'utf8');
const limited = pLimit(Number(atATime));

async function read(port) {
  const ssh = new NodeSSH();
  await ssh.connect({ host: '127.0.0.1', port, username: 'root', privateKeyPath });
  const { stdout, code } = await ssh.execCommand('sh -s', { stdin: program });
  ssh.dispose();
  if (code !== 0 || stdout.length === 0) throw new Error(`port ${port}: ended with ${code}`);
  return stdout.length;
}

const all = await Promise.all(ports.map((port) => limited(() => read(port))));
process.stdout.write(`${all.length} hosts answered, ${Math.round(all[0] / 1024)} KiB each\n`);
