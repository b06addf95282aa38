// What `npm run demo`, `npm test` and `npm run bench` need before they can begin, on a machine that has
// only Node: the npm packages of the lock file, the built program, and Debian packages. Node alone runs it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The built command line. */
export const program = join(root, 'dist/main.js');

/** Runs a program in the checkout and lets it print; throws when it fails. */
export function run(command, ...words) {
  execFileSync(command, words, { cwd: root, stdio: 'inherit' });
}

/** Installs the npm packages unless they are those of the lock file, and builds unless dist/ is newer. */
export function ensureBuilt() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed) || newer(join(root, 'package-lock.json'), installed)) {
    run('npm', 'ci', '--no-audit', '--no-fund');
  }
  const sources = ['src', 'roles', 'playbooks', 'scripts', 'package.json', 'tsconfig.build.json'];
  if (!existsSync(program) || sources.some((path) => newer(join(root, path), program))) {
    run('npm', 'run', '--silent', 'build');
  }
}

/** Whether anything in a file or folder is newer than a file. */
function newer(path, than) {
  if (statSync(path).mtimeMs > statSync(than).mtimeMs) return true;
  if (!statSync(path).isDirectory()) return false;
  return readdirSync(path).some((name) => newer(join(path, name), than));
}

/** Installs those Debian packages that are missing. */
export function ensureDebianPackages(...names) {
  const missing = names.filter((name) => {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', name], {
      encoding: 'utf8',
    });
    return !stdout?.startsWith('ii');
  });
  if (missing.length === 0) return;
  needRoot(`to install ${missing.join(', ')}`);
  run('apt-get', 'update', '-qq');
  run(
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    // Somebody else's apt, such as the machine's own upgrades, is waited for.
    '-o',
    'DPkg::Lock::Timeout=300',
    'install',
    '-y',
    '-qq',
    '--no-install-recommends',
    ...missing,
  );
}

/** Installs those of which a service would begin to run, without that: tests start what they need themselves. */
export function ensureStoppedDebianPackages(...names) {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy) && process.getuid?.() === 0;
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    ensureDebianPackages(...names);
  } finally {
    if (isOurs) rmSync(policy);
  }
}

/** Ends with a clear word where root is needed and not there. */
export function needRoot(purpose) {
  if (process.getuid?.() === 0) return;
  process.stderr.write(`This needs root ${purpose}.\n`);
  process.exit(5);
}
