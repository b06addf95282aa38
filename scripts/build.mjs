// Builds dist/: one bundle split by dynamic imports, because loading hundreds of small files would
// take longer than a whole run that changes nothing; and the type declarations of the public API.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });

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
  minifyWhitespace: true,
  legalComments: 'none',
  // zx and jiti load files of their own; the others are optional parts of ssh2 that need a compiler.
  external: ['zx', 'jiti', 'cpu-features', '*.node'],
  banner: {
    js: "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);",
  },
  plugins: [templatesBesideTheirRole],
  logLevel: 'warning',
});

execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
