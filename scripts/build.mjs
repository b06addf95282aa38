// Builds dist/: the command line as one CommonJS bundle, which V8 can keep compiled between runs (loading
// hundreds of small files would take longer than a whole run that changes nothing); a launcher for it; and
// the public API as ES modules with their type declarations.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
// Files carry a hash in their names: a running command still finds its own after a build beside it.
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

const common = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // zx and jiti load files of their own; the others are optional parts of ssh2 that need a compiler.
  external: ['zx', 'jiti', 'cpu-features', '*.node'],
  plugins: [templatesBesideTheirRole],
  metafile: true,
  logLevel: 'warning',
};

const { metafile } = await build({
  ...common,
  entryPoints: { 'command-line': 'src/cli/run.ts' },
  entryNames: '[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { 'import.meta.url': '__location' },
  banner: { js: "const __location=require('node:url').pathToFileURL(__filename).href;" },
});
const [bundle] = Object.keys(metafile.outputs).map((path) => basename(path));

await build({
  ...common,
  entryPoints: { main: 'src/cli/main.ts' },
  format: 'esm',
  define: { COMMAND_LINE_BUNDLE: JSON.stringify(`./${bundle}`) },
});

await build({
  ...common,
  entryPoints: { index: 'src/playbook/index.ts', 'roles/keepalived': 'roles/keepalived/index.ts' },
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  // What the bundle holds of CommonJS expects it.
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
});

execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
