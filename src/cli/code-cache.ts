import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/**
 * Loads a CommonJS bundle with the machine code that V8 kept from an earlier run, which halves the
 * time until the first packet leaves. The bundle's name must hold a hash of its content: V8 itself
 * compares little more than the length. The cache is the user's own folder, never a shared one, and what is in it is
 * believed only as far as nobody else can have written it.
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

/** Bytes of SHA-256, which stand before the code that they are of. */
const DIGEST_BYTES = 32;

/**
 * What an earlier run has kept, where it is believed: machine code is run as it stands, so it has to be a file
 * of this user's that nobody else can write, in such a folder, and whole.
 */
function readIfThere(path: string): Buffer | undefined {
  try {
    if (!isOurs(lstatSync(dirname(path)))) return undefined;
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const about = fstatSync(file);
      if (!about.isFile() || !isOurs(about)) return undefined;
      const kept = readFileSync(file);
      const code = kept.subarray(DIGEST_BYTES);
      return digestOf(code).equals(kept.subarray(0, DIGEST_BYTES)) ? code : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    // The first run, or no readable home: the bundle is compiled afresh.
    return undefined;
  }
}

/** Of this user's own, and writable by nobody else. */
function isOurs({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === process.geteuid?.() && (mode & 0o022) === 0;
}

function digestOf(code: Buffer): Buffer {
  return createHash('sha256').update(code).digest();
}

function keep(path: string, script: Script): void {
  const beside = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    const folder = dirname(path);
    // One level at a time: Node's recursive mkdir never ends where nothing can be made, as under /proc.
    for (const each of [dirname(folder), folder]) if (!existsSync(each)) mkdirSync(each, { mode: 0o700 });
    // What others can write is not believed, so nothing is kept there.
    if (!isOurs(lstatSync(folder))) return;
    const code = script.createCachedData();
    writeFileSync(beside, Buffer.concat([digestOf(code), code]), { mode: 0o600, flag: 'wx' });
    renameSync(beside, path);
  } catch {
    // A home that cannot be written costs the next run some milliseconds and nothing else.
    if (existsSync(beside)) rmSync(beside);
  }
}
