import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** One package that another brings along. */
export interface Bundled {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** All packages below a folder's node_modules, also those below one another. */
export function bundledIn(folder: string): readonly Bundled[] {
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => join(name, each)) : [name],
    )
    .map((name) => join(modules, name))
    .flatMap((each) => [
      { folder: each, manifest: JSON.parse(readFileSync(join(each, 'package.json'), 'utf8')) },
      ...bundledIn(each),
    ]);
}

/** What an installation would run or compile for a package; empty for none. */
export function installStepsOf({ folder, manifest }: Bundled): readonly string[] {
  const scripts = ['preinstall', 'install', 'postinstall'].filter((name) => manifest.scripts?.[name]);
  const native = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    // npm compiles by itself what has this file beside its package.json.
    (path) => path.endsWith('.node') || path === 'binding.gyp',
  );
  return [...scripts, ...native].map((what) => `${manifest.name}: ${what}`);
}
