import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  graphInventory,
  type Inventory,
  listInventory,
  loadInventory,
  selectHosts,
} from '../../../src/inventory/index.ts';
import { tell } from '../folder.ts';
import {
  type Forms,
  type FormsRead,
  formsHere,
  formsOf,
  NO_FORMS,
  parseListing,
  whereGiven,
} from './forms.ts';

/** One inventory that Ansible and we read. */
export interface Case {
  readonly name: string;
  /** Files by path; one that begins with `#!` becomes a program. */
  readonly files: Readonly<Record<string, string>>;
  /** What `-i` names, below the folder; `h1,h2` is taken as it stands. Default: the first file. */
  readonly sources?: readonly string[];
  /** A folder with a playbook's `group_vars`. */
  readonly playbookFolder?: string;
  readonly patterns?: readonly string[];
  /**
   * The patterns are drawn by chance. One that is refused here, since a part of it matches nothing, is left out; and
   * the order of what it selects is: among groups below groups, Ansible's is that of a hash.
   */
  readonly drawn?: true;
  /** Variables to be worked out, by host, and what to call each of them in a comparison. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What Ansible says of one case, as `ansible-judge.py` prints it. */
interface Judgement extends Forms {
  readonly list: string | null;
  readonly graph: string;
  readonly patterns: Readonly<Record<string, readonly string[] | null>>;
  readonly values: Readonly<Record<string, Readonly<Record<string, { value?: unknown; error?: string }>>>>;
  readonly failed: boolean;
}

/** Both sides of one case, in the same form; equal when we read it as Ansible does. */
export interface Comparison {
  readonly name: string;
  readonly ansible: unknown;
  readonly ours: unknown;
}

/** Gives all cases to one process of Ansible and to us. */
export async function compare(cases: readonly Case[]): Promise<readonly Comparison[]> {
  const root = mkdtempSync(join(tmpdir(), 'inventory-conformance-'));
  try {
    const placed = cases.map((each, index) => place(index, join(root, String(index)), each));
    const judgements = await askAnsible(root, placed);
    return await Promise.all(
      cases.map(async (each, index) => {
        const judgement = judgements[index];
        if (judgement === undefined) throw new Error(`Ansible said nothing of "${each.name}"`);
        return {
          name: each.name,
          ...comparable(normalized(judgement, each.labels ?? {}), await ourReading(placed[index]), each),
        };
      }),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

interface Reading {
  readonly list: unknown;
  readonly graph: string;
  readonly forms: FormsRead;
  readonly patterns: Readonly<Record<string, readonly string[]>>;
  readonly values: unknown;
}

function comparable(
  ansible: Reading | 'unreadable',
  ours: Reading | { readonly unreadable: readonly string[] },
  { drawn }: Case,
): Pick<Comparison, 'ansible' | 'ours'> {
  if (ansible === 'unreadable' || 'unreadable' in ours) return { ansible, ours };
  const printed = { ...ours, forms: whereGiven(ansible.forms, ours.forms) };
  if (drawn === undefined) return { ansible, ours: printed };
  const judged = ({ patterns }: Reading) =>
    Object.fromEntries(
      Object.entries(patterns).flatMap(([pattern, hosts]) =>
        ours.patterns[pattern]?.length === 0 ? [] : [[pattern, hosts.toSorted()]],
      ),
    );
  return {
    ansible: { ...ansible, patterns: judged(ansible) },
    ours: { ...printed, patterns: judged(ours) },
  };
}

interface Placed {
  readonly folder: string;
  readonly sources: readonly string[];
  readonly playbookFolder: string | undefined;
  readonly patterns: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly forms: boolean;
}

/** Every fourth is looked at in all forms, which takes Ansible long. */
function place(
  index: number,
  folder: string,
  { files, sources, playbookFolder, patterns = [], values = {}, labels = {} }: Case,
): Placed {
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (text.startsWith('#!')) chmodSync(path, 0o755);
  }
  const named = sources ?? Object.keys(files).slice(0, 1);
  const beside = playbookFolder === undefined ? undefined : join(folder, playbookFolder);
  return {
    folder,
    sources: named.map((source) => (source.includes(',') ? source : join(folder, source))),
    playbookFolder: beside,
    patterns,
    values,
    labels,
    forms: index % 4 === 0,
  };
}

function askAnsible(home: string, cases: readonly Placed[]): Promise<readonly Judgement[]> {
  const settings = join(home, 'ansible.cfg');
  writeFileSync(settings, '');
  return new Promise((resolve, reject) => {
    const judge = spawn('/usr/bin/python3', [join(import.meta.dirname, 'ansible-judge.py')], {
      env: { ...process.env, ANSIBLE_HOME: home, ANSIBLE_LOCAL_TEMP: home, ANSIBLE_CONFIG: settings },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const parts: Buffer[] = [];
    judge.stdout.on('data', (part: Buffer) => parts.push(part));
    judge.on('error', reject);
    judge.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
      else reject(new Error(`ansible-judge.py ended with ${code}`));
    });
    judge.stdin.end(JSON.stringify({ cases }));
  });
}

/** What Ansible cannot read it passes over with a warning, and goes on with nothing. */
function normalized(judgement: Judgement, labels: Readonly<Record<string, string>>): Reading | 'unreadable' {
  const { list, graph, patterns, values, failed } = judgement;
  if (failed || list === null) return 'unreadable';
  return {
    list: parseListing(list),
    graph,
    forms: formsOf(judgement),
    patterns: Object.fromEntries(Object.entries(patterns).map(([each, hosts]) => [each, hosts ?? []])),
    values: labelled(values, labels, (each) => ('error' in each ? 'error' : each.value)),
  };
}

async function ourReading(
  placed: Placed | undefined,
): Promise<Reading | { readonly unreadable: readonly string[] }> {
  if (placed === undefined) throw new Error('a case without files');
  const { sources, playbookFolder, patterns, values, labels, forms } = placed;
  const loaded = await loadInventory({
    path: sources,
    isOnlyShown: true,
    ...(playbookFolder === undefined ? {} : { playbookFolder }),
    homeDirectory: '/home/me',
    localUser: 'me',
  });
  if (!loaded.ok) return { unreadable: tell(loaded.problems) };
  return {
    list: parseListing(listInventory(loaded.value)),
    graph: graphInventory(loaded.value, 'all'),
    forms: formsOf(forms ? formsHere(loaded.value) : NO_FORMS),
    patterns: Object.fromEntries(patterns.map((pattern) => [pattern, select(loaded.value, pattern)])),
    values: labelled(workedOut(loaded.value, values), labels, (each) => each),
  };
}

function select(inventory: Inventory, pattern: string): readonly string[] {
  const selected = selectHosts(inventory, pattern);
  return selected.ok ? selected.value.map(({ name }) => name) : [];
}

/** Each host's values by what the variables are called in a comparison. */
function labelled<T>(
  values: Readonly<Record<string, Readonly<Record<string, T>>>>,
  labels: Readonly<Record<string, string>>,
  as: (value: T) => unknown,
): unknown {
  return Object.fromEntries(
    Object.entries(values).map(([host, each]) => [
      host,
      Object.fromEntries(Object.entries(each).map(([name, value]) => [labels[name] ?? name, as(value)])),
    ]),
  );
}

function workedOut(
  inventory: Inventory,
  wanted: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, variables]) => {
      const vars = inventory.hosts.get(name)?.vars ?? {};
      const values = variables.map(
        (variable) => [variable, vars[variable] === undefined ? 'error' : vars[variable]] as const,
      );
      return [name, Object.fromEntries(values)];
    }),
  );
}
