import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { execute, runScriptApart, startDaemon } from '../command.ts';
import { labProcesses, processMarks, sendSignal } from '../machines/processes.ts';
import { exists } from '../packages/cache.ts';
import { accessFiles } from '../record/access-files.ts';
import { type LabState, labFolder } from '../record/state.ts';
import { ensurePostgres } from './package.ts';

export const ENGINE_PART = 'engine';

/**
 * As the user whom Debian's package makes, since the server refuses to run as root. The folders above are closed to
 * that user: in mounts of its own it sees the lab's folder elsewhere.
 */
const THERE = `
mount --bind "$FOLDER" /mnt
cd /mnt
as_user='setpriv --reuid=postgres --regid=postgres --init-groups'
`;

const MAKE = `${THERE}
printf '%s\\n' "$PASSWORD" >password
chown -R postgres:postgres /mnt
$as_user "$PROGRAMS/initdb" -D /mnt/data.new -U deploy -A scram-sha-256 --pwfile=/mnt/password \\
  --encoding=UTF8 --no-locale
rm password
`;

const SERVE = `${THERE}
exec $as_user "$PROGRAMS/postgres" -D /mnt/data -h 127.0.0.1 -p "$PORT" -k /mnt
`;

const DATABASE_USER = 'deploy';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** The PostgreSQL of a lab, as a client sees it. */
export interface LabEngine {
  /** On 127.0.0.1, without its password. */
  readonly address: string;
  /** A shell line that exports HAVIP_DEPLOY_ENGINE. */
  readonly environmentFile: string;
}

/** The engine of a lab; undefined where it has none. */
export function labEngine({ settings, directory, enginePort }: LabState): LabEngine | undefined {
  if (!settings.engine || enginePort === undefined) return undefined;
  return {
    address: `127.0.0.1:${enginePort}`,
    environmentFile: accessFiles(directory).engineEnvironmentFile,
  };
}

/** Starts a lab's PostgreSQL, with its data in the lab's folder, unless it runs; waits until it answers. */
export async function startEngine(
  state: LabState,
  onProgress: (text: string) => void,
): Promise<Outcome<void>> {
  const { enginePort } = state;
  if (labEngine(state) === undefined || enginePort === undefined) return success(undefined);
  const programs = await ensurePostgres(onProgress);
  if (!programs.ok) return programs;
  const made = await makeData(state, programs.value);
  if (!made.ok) return made;
  const { name } = state.settings;
  const folder = engineFolder(name);
  if (!labProcesses(name).some(({ part }) => part === ENGINE_PART)) {
    onProgress('starting PostgreSQL');
    const variables = { FOLDER: folder, PROGRAMS: programs.value, PORT: `${enginePort}` };
    const argv = ['unshare', '--mount', 'sh', '-euc', SERVE];
    await startDaemon(argv, { ...processMarks(name, ENGINE_PART), ...variables }, logFile(name));
  }
  return waitUntilReady(name, join(programs.value, 'pg_isready'), enginePort);
}

/**
 * Ends it in good order, which leaves nothing of it in the kernel. Clients are not waited for; what does not end is
 * killed with the rest of the lab.
 */
export async function stopEngine(lab: string): Promise<void> {
  const running = () => labProcesses(lab).filter(({ part }) => part === ENGINE_PART);
  for (const { pid } of running()) sendSignal(pid, 'SIGINT');
  const deadline = performance.now() + PATIENCE_MS / 6;
  while (running().length > 0 && performance.now() < deadline) await sleep(PAUSE_MS);
}

/** Makes the data and the password at the first time. */
async function makeData(state: LabState, programs: string): Promise<Outcome<void>> {
  const { name } = state.settings;
  const folder = engineFolder(name);
  const data = join(folder, 'data');
  if (await exists(data)) return success(undefined);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const password = randomBytes(18).toString('base64url');
  const made = await runScriptApart(MAKE, { FOLDER: folder, PROGRAMS: programs, PASSWORD: password });
  if (!made.ok) return made;
  const url = `postgres://${DATABASE_USER}:${password}@127.0.0.1:${state.enginePort}/postgres`;
  const { engineEnvironmentFile } = accessFiles(state.directory);
  await writeFile(engineEnvironmentFile, `export HAVIP_DEPLOY_ENGINE=${url}\n`, { mode: 0o600 });
  await rename(join(folder, 'data.new'), data);
  return success(undefined);
}

async function waitUntilReady(lab: string, isReady: string, port: number): Promise<Outcome<void>> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const { exitCode } = await execute([isReady, '-q', '-h', '127.0.0.1', '-p', `${port}`]);
    if (exitCode === 0) return success(undefined);
    await sleep(PAUSE_MS);
  }
  const said = await readFile(logFile(lab), 'utf8').catch(() => '');
  return failure({
    code: 'host.lab-engine-ended',
    summary: 'the lab’s PostgreSQL did not start',
    detail: said.trimEnd().split('\n').slice(-3).join(' '),
    fix: `Look at ${logFile(lab)} for why.`,
  });
}

function engineFolder(lab: string): string {
  return join(labFolder(lab), 'engine');
}

function logFile(lab: string): string {
  return join(labFolder(lab), 'engine.log');
}
