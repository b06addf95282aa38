import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { applyProgram } from '../../../src/engine/apply/apply.ts';
import { FactStore } from '../../../src/engine/facts/fact-store.ts';
import { observeProgram, parseObservation } from '../../../src/engine/facts/observe.ts';
import { changesOf, type HostPlan, planHost } from '../../../src/engine/plan.ts';
import { fetchProgram } from '../../../src/resources/files/fetch-program.ts';
import { STATE_DIRECTORY } from '../../../src/resources/paths.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import type { Said, Shell } from '../../support/shells.ts';
import { want } from '../../support/this-machine.ts';

const MARKER = '@contract';

/** All kinds at once, on a machine that may be busy with other tests. */
const LIMIT_MS = 500_000;

/** A folder that stands for a machine: programs run in a real shell, and what is recorded is in the folder. */
export class FolderMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'havip-contract-'));
  /** What may be looked at: all but the records. */
  readonly root = join(this.folder, 'root');
  readonly #shell: Shell;
  readonly #journal = join(this.folder, 'journal');

  constructor(shell: Shell) {
    this.#shell = shell;
    mkdirSync(this.root);
  }

  /** Reads what it needs, and compares; as `plan` and `--check` do. */
  async plan(...resources: readonly Resource[]): Promise<HostPlan> {
    const store = new FactStore();
    for (;;) {
      const { plan, needs } = planHost(want(...resources), store, { tags: [], skipTags: [] });
      if (plan !== undefined) return plan;
      const said = await this.#run(observeProgram(needs, MARKER));
      const outputs = parseObservation(said.output, MARKER, needs.length);
      if (outputs === undefined) throw new Error(`the facts are not whole: ${said.output}`);
      for (const [index, fact] of needs.entries()) store.put(fact, outputs[index] ?? '');
    }
  }

  /** Makes the planned changes, with a journal. */
  async apply(plan: HostPlan): Promise<string> {
    const changes = changesOf(plan);
    for (const { source, destination } of changes.flatMap(({ change }) => change.uploads ?? [])) {
      const path = destination.replace(STATE_DIRECTORY, join(this.folder, 'state'));
      mkdirSync(dirname(path), { recursive: true });
      cpSync(source, path);
    }
    const journal = { folder: this.#journal, about: '', stateBefore: ':', first: 1 };
    const { output } = await this.#run(applyProgram(changes, MARKER, journal));
    if (!output.includes(`${MARKER} end`)) throw new Error(`not applied: ${output}`);
    return output;
  }

  /** Whether it has a program that fetches from the web: the one of a static busybox dies of it. */
  async fetches(url: string): Promise<boolean> {
    return (await this.#run(fetchProgram(url, '/dev/null'))).status === 0;
  }

  /** Takes back what was applied, by the script that the journal has. */
  undo(): Promise<Said> {
    return this.#run(readFileSync(join(this.#journal, 'undo.sh'), 'utf8'));
  }

  /** Everything below the root: kind, mode, and content or target. */
  snapshot(): string[] {
    // With their types, so that no link is followed.
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .map((each) => relative(this.root, join(each.parentPath, each.name)))
      .sort()
      .map((name) => {
        const path = join(this.root, name);
        const state = lstatSync(path);
        if (state.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`;
        const bits = (state.mode & 0o7777).toString(8);
        return state.isDirectory() ? `${name}/ ${bits}` : `${name} ${bits} ${readFileSync(path, 'base64')}`;
      });
  }

  /** Permissions of one path below the root, in octal. */
  modeOf(path: string): string {
    return (statSync(path).mode & 0o7777).toString(8);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(program: string): Promise<Said> {
    const here = program.replaceAll(STATE_DIRECTORY, join(this.folder, 'state'));
    return this.#shell.run(`LC_ALL=C; export LC_ALL\n${here}`, LIMIT_MS);
  }
}
