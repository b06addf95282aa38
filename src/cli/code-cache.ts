import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/**
 * Loads a CommonJS bundle with the machine code that V8 kept from an earlier run, which halves the
 * time until the first packet leaves. The bundle's name must hold a hash of its content: V8 itself
 * compares little more than the length. The cache is the user's own folder, never a shared one.
 */
export function loadCached<T>(location: URL, command: string): T {
  const file = fileURLToPath(location);
  // Each command has its own, because V8 keeps what a run has compiled, and commands share little.
  const cache = join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'havip-deploy',
    [basename(file), process.version, process.arch, command.replaceAll(/[^a-z]/g, '')].join('-'),
  );
  const cachedData = readIfThere(cache);
  // The build writes ASCII only, which is read fastest as what it is.
  const source = readFileSync(file, 'latin1');
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    // At the end, so that it holds what the run has compiled on its way.
    process.once('exit', () => keep(cache, script));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports as T;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // The first run, or no readable home: the bundle is compiled afresh.
    return undefined;
  }
}

function keep(path: string, script: Script): void {
  try {
    const folder = dirname(path);
    // One level at a time: Node's recursive mkdir never ends where nothing can be made, as under /proc.
    for (const each of [dirname(folder), folder]) if (!existsSync(each)) mkdirSync(each, { mode: 0o700 });
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, script.createCachedData(), { mode: 0o600 });
    renameSync(beside, path);
  } catch {
    // A home that cannot be written costs the next run some milliseconds and nothing else.
  }
}
