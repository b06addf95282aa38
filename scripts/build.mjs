// Builds dist/: one bundle split by dynamic imports, because loading hundreds of small files would
// take longer than a whole run that changes nothing; and the type declarations of the public API.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
// Chunks carry their hash in their names: a running command still finds its own after a build beside it.
if (process.argv.includes('--clean')) rmSync(dist, { recursive: true, force: true });

/** A role finds its templates beside its source, wherever the bundle has put its code. */
const templatesBesideTheirRole = {
  name: 'templates-beside-their-role',
  setup({ onLoad }) {
    onLoad({ filter: /\/(roles|playbooks)\/.*\.ts$/ }, ({ path }) => {
      const source = relative(dist, path);
      const contents = readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        `new URL(${JSON.stringify(source)}, import.meta.url)`,
      );
      return { contents, loader: 'ts' };
    });
  },
};

await build({
  entryPoints: { main: 'src/cli/main.ts', index: 'src/playbook/index.ts' },
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  minifySyntax: true,
  legalComments: 'none',
  // zx and jiti load files of their own; the others are optional parts of ssh2 that need a compiler.
  external: ['zx', 'jiti', 'cpu-features', '*.node'],
  banner: {
    // ssh2 and others are CommonJS and expect these three.
    js: `import { createRequire as createRequireHere } from 'node:module';
import { dirname as dirnameOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = createRequireHere(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = dirnameOf(__filename);`,
  },
  plugins: [templatesBesideTheirRole],
  logLevel: 'warning',
});

execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
