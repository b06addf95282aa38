import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { type LintSettings, parseSettings } from './parse-settings.ts';
import type { LintCommandOptions } from './resolve-options.ts';

export const SETTINGS_NAME = '.havip-lint.yaml';

/** The settings of every file of one run; each settings file is read once. */
export class SettingsLookup {
  readonly #options: LintCommandOptions;
  readonly #byFolder = new Map<string, string | null>();
  readonly #parsed = new Map<string, Outcome<LintSettings>>();

  constructor(options: LintCommandOptions) {
    this.#options = options;
  }

  /** What is wrong with the settings files that were read so far. */
  get problems(): readonly Problem[] {
    return [...this.#parsed.values()].flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  }

  /** What holds for a file; without a name of its own, for one in the working directory. */
  of(file: string): LintSettings {
    const { config, keepalivedVersion, profile, configId, strict, disable, severity } = this.#options;
    const path = config === false ? null : (config ?? this.#nearest(dirname(resolve(file))));
    const found = path === null ? {} : this.#read(path);
    return {
      ...found,
      ...(keepalivedVersion === undefined ? {} : { version: keepalivedVersion }),
      ...(profile === undefined ? {} : { profile }),
      ...(configId === undefined ? {} : { configId }),
      ...(strict === undefined ? {} : { strict }),
      disable: new Map([...(found.disable ?? []), ...disable.map((id) => [id, ''] as const)]),
      severity: new Map([...(found.severity ?? []), ...severity]),
    };
  }

  #nearest(folder: string): string | null {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const path = join(folder, SETTINGS_NAME);
    const above = dirname(folder);
    const found = existsSync(path) ? path : above === folder ? null : this.#nearest(above);
    this.#byFolder.set(folder, found);
    return found;
  }

  #read(path: string): LintSettings {
    const known = this.#parsed.get(path);
    const outcome = known ?? readSettings(path);
    this.#parsed.set(path, outcome);
    return outcome.ok ? outcome.value : {};
  }
}

function readSettings(path: string): Outcome<LintSettings> {
  try {
    return parseSettings(path, readNamedFile(path).toString('utf8'));
  } catch (error) {
    const problem: Problem = {
      code: 'usage.unreadable-file',
      summary: `cannot read ${path}`,
      detail: messageOf(error),
      fix: 'Give the path of a file with settings for lint, or --no-config',
      source: { file: path, line: 1, column: 1 },
    };
    return { ok: false, problems: [problem] };
  }
}
