// Builds dist/: the command line as one CommonJS bundle, which V8 can keep compiled between runs (loading
// hundreds of small files would take longer than a whole run that changes nothing); a launcher for it; and
// the public API as ES modules with their type declarations.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import Handlebars from 'handlebars';
import { licenceTexts } from './licences.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
// Files carry a hash in their names: a running command still finds its own after a build beside it.
if (process.argv.includes('--clean')) rmSync(dist, { recursive: true, force: true });

/**
 * A role finds its templates beside its source, wherever the bundle has put its code; those that are named
 * in `template(new URL(…))` come compiled, because Handlebars' compiler takes longer than a whole plan.
 */
const compiledTemplates = {
  name: 'compiled-templates',
  setup({ onLoad }) {
    onLoad({ filter: /\/(roles|playbooks)\/.*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
        .replaceAll(
          /(?<=template\()(new URL\('(.*?)', import\.meta\.url\))(?=\))/g,
          (_call, url, template) => {
            const source = readFileSync(join(dirname(path), template), 'utf8');
            return `${url}, ${Handlebars.precompile(source, { noEscape: true, strict: true })}`;
          },
        )
        .replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(dist, path))}, import.meta.url)`);
      return { contents, loader: 'ts' };
    });
  },
};

/** Parts that no command uses: ssh2's would load Node's HTTP and TLS at every start, zod's are 40 languages. */
const withoutUnusedParts = {
  name: 'without-unused-parts',
  setup({ onLoad }) {
    onLoad({ filter: /\/ssh2\/lib\/(http-agents|server)\.js$/ }, () => ({
      contents: 'module.exports = {};',
    }));
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
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
  minifyIdentifiers: true,
  legalComments: 'none',
  // zx and jiti load files of their own; an engine's package is installed by who wants one; the others are optional parts of ssh2 that need a compiler.
  external: ['zx', 'jiti', '@dbos-inc/dbos-sdk', 'cpu-features', '*.node'],
  plugins: [compiledTemplates, withoutUnusedParts],
  metafile: true,
  logLevel: 'warning',
};

const commandLine = await build({
  ...common,
  entryPoints: { 'command-line': 'src/cli/run.ts' },
  entryNames: '[name]-[hash]',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  // `require` instead: code that V8 kept has no way to load a module later.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': '__location' },
  banner: { js: "const __location=require('node:url').pathToFileURL(__filename).href;" },
});
const [bundle] = Object.keys(commandLine.metafile.outputs).map((path) => basename(path));
// The launcher reads it as Latin-1. esbuild escapes what is beyond ASCII in strings, but not in tagged
// templates and regular expressions, where the escape means the same.
const bundled = join(dist, bundle);
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
writeFileSync(bundled, readFileSync(bundled, 'utf8').replaceAll(/[^\0-\x7f]/g, escaped));

const launcher = await build({
  ...common,
  entryPoints: { main: 'src/cli/main.ts' },
  format: 'esm',
  define: { COMMAND_LINE_BUNDLE: JSON.stringify(`./${bundle}`) },
});

// The process that stands for a lab's cloud: a file of its own, found by its name.
const labCloud = await build({
  ...common,
  entryPoints: { 'lab-cloud': 'src/lab/cloud/server.ts' },
  format: 'esm',
});

const library = await build({
  ...common,
  entryPoints: { index: 'src/index.ts', 'roles/keepalived': 'roles/keepalived/index.ts' },
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  // What the bundle holds of CommonJS expects it.
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
});

const metafiles = [commandLine, launcher, labCloud, library].map(({ metafile }) => metafile);
writeFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), licenceTexts(root, metafiles));

execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
