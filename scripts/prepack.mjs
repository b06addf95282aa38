// What npm runs before it packs. The package brings its dependencies along (`bundleDependencies`), so that an
// installation needs no registry and gets what was tested. Of ssh2, it brings neither the script that compiles
// native code at every installation nor what that needs: ssh2 does without as fast (a handshake takes as long).
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const folder = join(root, 'node_modules/ssh2');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
delete manifest.optionalDependencies;
delete manifest.scripts;
// A file of its own: npm may have linked the one that is there to its cache.
rmSync(join(folder, 'package.json'));
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
// What an earlier installation has compiled is for this machine only.
rmSync(join(folder, 'lib/protocol/crypto/build'), { recursive: true, force: true });
