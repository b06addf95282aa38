// Of ssh2, the package brings neither the script that compiles native code at every installation nor what that
// needs: ssh2 does without as fast (a handshake takes as long). While npm packs, its manifest and what it has
// compiled on this machine are put aside, and afterwards put back.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const folder = join(root, 'node_modules/ssh2');
const manifest = join(folder, 'package.json');
const compiled = join(folder, 'lib/protocol/crypto/build');
/** npm packs no hidden folder of node_modules. */
const aside = join(root, 'node_modules/.havip-deploy-ssh2');

/** What is aside already, because packing was cut off, is the original. */
export function putAside() {
  mkdirSync(aside, { recursive: true });
  if (!existsSync(join(aside, 'package.json'))) renameSync(manifest, join(aside, 'package.json'));
  if (existsSync(compiled)) {
    rmSync(join(aside, 'build'), { recursive: true, force: true });
    renameSync(compiled, join(aside, 'build'));
  }
  const { optionalDependencies, scripts, ...kept } = JSON.parse(
    readFileSync(join(aside, 'package.json'), 'utf8'),
  );
  writeFileSync(manifest, `${JSON.stringify(kept, null, 2)}\n`);
}

export function putBack() {
  if (existsSync(join(aside, 'package.json'))) renameSync(join(aside, 'package.json'), manifest);
  if (existsSync(join(aside, 'build'))) renameSync(join(aside, 'build'), compiled);
  rmSync(aside, { recursive: true, force: true });
}
