import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** What a fresh checkout does not have. */
const NOT_IN_A_CHECKOUT = ['node_modules', 'dist', '.git'];

/** What one program came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The package as npm packs it, installed for all users of a prefix of its own. */
export interface Installed {
  /** An empty folder with a file or two, to work in. */
  readonly folder: string;
  /** Where npm has put the package. */
  readonly packageFolder: string;
  readonly write: (name: string, text: string) => Promise<string>;
  /** Runs the installed `havip-deploy` in the folder. */
  readonly cli: (...words: readonly string[]) => Promise<Ran>;
  /** Runs any program in the folder. */
  readonly run: (command: string, ...words: readonly string[]) => Promise<Ran>;
  readonly remove: () => Promise<void>;
}

/** Packs a copy of this checkout, so that nobody's `dist/` changes, and installs the tarball. */
export async function installPackage(): Promise<Installed> {
  const base = await mkdtemp(join(tmpdir(), 'havip-package-'));
  const [copy, prefix, folder] = [join(base, 'checkout'), join(base, 'prefix'), join(base, 'work')];
  await cp(ROOT, copy, {
    recursive: true,
    filter: (path) => !NOT_IN_A_CHECKOUT.includes(basename(path)),
  });
  await ownFolderOf(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await mkdir(folder);
  await must(await execute(copy, 'npm', ['pack', '--pack-destination', base]));
  const tarball = (await readdir(base)).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  // No registry is asked: the package brings along all that it needs. Scripts may run: there is none.
  const quiet = ['--offline', '--no-audit', '--no-fund'];
  await must(
    await execute(folder, 'npm', ['install', '--global', '--prefix', prefix, ...quiet, join(base, tarball)]),
  );
  return {
    folder,
    packageFolder: join(prefix, 'lib/node_modules/havip-deploy'),
    write: async (name, text) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      return path;
    },
    cli: (...words) => execute(folder, join(prefix, 'bin/havip-deploy'), words, { HOME: base }),
    run: (command, ...words) => execute(folder, command, words),
    remove: () => rm(base, { recursive: true }),
  };
}

/** A real folder, for npm packs nothing through a link: of hard links, or copied from another file system. */
async function ownFolderOf(from: string, to: string): Promise<void> {
  const { code } = await execute(ROOT, 'cp', ['-al', from, to]);
  if (code === 0) return;
  await rm(to, { recursive: true, force: true });
  await must(await execute(ROOT, 'cp', ['-a', from, to]));
}

function execute(
  cwd: string,
  command: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, words, { cwd, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function must({ code, stdout, stderr }: Ran): void {
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
}
