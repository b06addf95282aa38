import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Whatever of a lab can be found on this machine, by its name and ports: nothing, once it was taken down. */
export async function leftoversOf(lab: string, ports: readonly number[] = []): Promise<readonly string[]> {
  const [namespaces, mounts, groups, sockets, files] = await Promise.all([
    lines('ip', 'netns', 'list'),
    lines('cat', '/proc/self/mounts'),
    lines('find', '/sys/fs/cgroup', '-maxdepth', '2', '-name', `havip-deploy-lab.${lab}`),
    lines('ss', '-Hltn'),
    readdir('/var/lib/havip-deploy/lab'),
  ]);
  return [
    ...namespaces.filter((line) => line.startsWith(`havip.${lab}.`)),
    ...mounts.filter((line) => line.includes(`havip.${lab}.`) || line.includes(`/lab/${lab}/`)),
    ...groups,
    ...sockets.filter((line) => ports.some((port) => line.includes(`127.0.0.1:${port} `))),
    ...files.filter((file) => file === lab || file.startsWith(`.${lab}.`)),
    ...(await processesThatName(lab)),
  ];
}

async function processesThatName(lab: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter(
    (entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid,
  );
  const found = await Promise.all(
    pids.map(async (pid) => {
      const words = await Promise.all(
        ['environ', 'cmdline'].map((file) => readOrNothing(`/proc/${pid}/${file}`)),
      );
      const named = words.some(
        (text) => text.includes(`HAVIP_DEPLOY_LAB=${lab}\0`) || text.includes(`havip.${lab}.`),
      );
      return named ? [`process ${pid}: ${(words[1] ?? '').replaceAll('\0', ' ')}`] : [];
    }),
  );
  return found.flat();
}

async function readOrNothing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

async function lines(program: string, ...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await exec(program, [...words]);
  return stdout.split('\n').filter((line) => line !== '');
}
