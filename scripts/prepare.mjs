// What npm runs in a checkout after `npm ci`, and before it packs: builds dist/ anew. Without the packages that
// a build needs (`npm ci --omit=dev`), what is there is left as it is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program, root, run } from './setup.mjs';

if (existsSync(join(root, 'node_modules/esbuild'))) {
  run(process.execPath, 'scripts/build.mjs', '--clean');
} else {
  const there = existsSync(program) ? 'dist/ is left as it is' : 'dist/ is not there';
  process.stderr.write(`Nothing is built without the devDependencies: ${there}.\n`);
}
