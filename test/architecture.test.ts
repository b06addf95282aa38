import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What each layer may import besides itself; the table of docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  // Until the settings of a cluster extend the inventory from outside: `havip`.
  inventory: ['core', 'havip'],
  cloud: ['core'],
  connection: ['core'],
  resources: ['core'],
  keepalived: ['core'],
  engine: ['core', 'connection', 'resources'],
  api: ['core', 'inventory', 'resources'],
  rollout: ['core'],
  run: ['core', 'inventory', 'connection', 'resources', 'engine', 'api', 'rollout'],
  havip: ['core', 'inventory', 'connection', 'resources', 'keepalived', 'engine', 'cloud', 'api', 'run'],
  report: ['core'],
  lab: ['core'],
  cli: ['*'],
  // The public API: what playbooks and roles import.
  'index.ts': ['*'],
};

/** Packages that do I/O or rendering stand behind one file each. */
const BEHIND_ONE_FILE = ['node-ssh', 'listr2', 'handlebars', 'jiti', '@dbos-inc/dbos-sdk', 'prom-client'];

/** Words of the domain, as whole words or parts of names. */
const DOMAIN = /keepalived|havip|vrrp|cluster|holder/i;

/** The program's own name and folder, and keys of the document that others read. */
const KNOWN = /havip[-_]deploy|part-of-cluster|ClusterResult/g;

interface Import {
  readonly file: string;
  readonly target: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function templates(): string[] {
  const folder = 'roles/keepalived/templates';
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^'\s]+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((target) => ({ file, target }));
}

function resolved({ file, target }: Import): string {
  return target.startsWith('.') ? relative(root, resolve(root, file, '..', target)) : target;
}

const inSource = sources('src').flatMap(importsOf);

describe('imports', () => {
  it.each(Object.entries(MAY_IMPORT))('of src/%s point up the table of layers', (layer, allowed) => {
    const wrong = inSource
      .filter(({ file }) => file.startsWith(`src/${layer}/`))
      .map((each) => ({ file: each.file, target: resolved(each) }))
      .filter(({ target }) => /^(src|roles|playbooks|test)\//.test(target))
      .filter(({ target }) => {
        const other = target.startsWith('src/') ? (target.split('/')[1] ?? '') : target;
        return other !== layer && !allowed.includes('*') && !allowed.includes(other);
      });
    expect(wrong).toEqual([]);
  });

  it('of roles and playbooks use the public API only', () => {
    const wrong = [...sources('roles'), ...sources('playbooks')]
      .flatMap(importsOf)
      .map((each) => ({ file: each.file, target: resolved(each) }))
      // By the package's name, as from a folder of a user's own.
      .filter(({ target }) => target.startsWith('src/'));
    expect(wrong).toEqual([]);
  });

  it('make no circle', () => {
    const files = [...sources('src'), ...sources('roles'), ...sources('playbooks')];
    const imported = new Map(files.map((file) => [file, importsOf(file)]));
    const done = new Set<string>();
    const circles: string[][] = [];
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file]);
      if (done.has(file) || way.includes(file)) return;
      for (const each of imported.get(file) ?? []) visit(resolved(each), [...way, file]);
      done.add(file);
    };
    for (const file of imported.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('know every layer', () => {
    const layers = new Set(sources('src').map((file) => file.split('/')[1]));
    expect([...layers].filter((layer) => layer !== undefined && !(layer in MAY_IMPORT))).toEqual([]);
  });

  it.each(BEHIND_ONE_FILE)('of %s stand in one file', (name) => {
    const loads = new RegExp(`(?<!import type[^;]*)(?:from|import)\\s*\\(?\\s*'${name}'`);
    const files = sources('src').filter((file) => loads.test(readFileSync(join(root, file), 'utf8')));
    expect(files).toHaveLength(1);
  });
});

/** Folders that know nothing of what the program was made for; `strings` may, as messages name commands. */
const GENERAL = ['api', 'run', 'rollout', 'engine', 'connection', 'resources'];

describe('the words of the domain', () => {
  it.each(GENERAL)('do not stand in src/%s', (folder) => {
    const found = sources(`src/${folder}`).flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .map((line, index) => `${file}:${index + 1} ${line.trim()}`)
        .filter((line) => DOMAIN.test(line.slice(line.indexOf(' ')).replaceAll(KNOWN, ''))),
    );
    expect(found).toEqual([]);
  });
});

/** Where the time of day is asked for, and what for. */
const TIME_OF_DAY: Readonly<Record<string, string>> = {
  'src/core/clock.ts': 'the one place of our own process',
  'src/cli/saved-plan/saved-plan.ts': 'shown',
  'src/engine/lease/programs.ts': 'of leases of older versions',
  'src/lab/cloud/server.ts': 'signatures have it',
  'src/havip/drills/programs/environment.ts': 'only whether it knows nanoseconds',
  'src/havip/drills/programs/failure.ts': 'stamps, told apart by MachineClock',
  'src/havip/drills/programs/node-sampler.ts': 'stamps, told apart by MachineClock',
  'src/havip/drills/programs/probe.ts': 'stamps, told apart by MachineClock',
  'src/havip/drills/programs/service-probe.ts': 'stamps, told apart by MachineClock',
  'roles/keepalived/templates/webhooks.sh.hbs': 'signatures have it',
};

describe('durations', () => {
  it.each([
    ['the process', /\bDate\.now\(|new Date\(\)/],
    ['a machine', /\bdate\b[^\n`]*\+[^\n ]*%[sN]|\bEPOCHSECONDS\b|--since\b|-[mc]min\b|-newermt\b/],
  ])('on %s go by clocks that nobody can set', (_name, pattern) => {
    const wrong = [...sources('src'), ...sources('roles'), ...templates()].filter(
      (file) => TIME_OF_DAY[file] === undefined && pattern.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});

describe('side effects', () => {
  it.each([
    ['process.exit', /process\.exit\b/],
    ['the environment', /process\.env\b/],
    ['the console', /\bconsole\.(log|error|warn|info|debug)\(/],
  ])('%s is only touched by src/cli', (_name, pattern) => {
    const wrong = sources('src').filter(
      (file) => !file.startsWith('src/cli/') && pattern.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});
