import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Profile } from '../../keepalived/lint/rule.ts';
import { normalRelease } from '../../keepalived/release.ts';

/** How the findings are printed. */
export const FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

/** The command line as it was given; rules are only names yet. */
export interface LintCommandLine {
  readonly format: Format;
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
  readonly keepalivedVersion?: string;
  readonly profile?: Profile;
  readonly configId?: string;
  readonly disable: readonly string[];
  /** `RULE=LEVEL`. */
  readonly severity: readonly string[];
  /** The path of a settings file; false where none is to be looked for. */
  readonly config?: string | false;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly explain?: string;
  readonly rules?: boolean;
}

/** What a file is checked for, for the commands that read configurations. */
export function withReadOptions(command: Command): Command {
  return command
    .option(
      '--keepalived-version <version>',
      'release that is to read the files, such as 2.2.7 (default: any)',
      release,
    )
    .addOption(
      new Option(
        '--profile <profile>',
        'what the files are for: a cloud HAVIP, or a network with multicast (default: guessed from unicast)',
      ).choices(['havip', 'lan']),
    )
    .option('--config-id <id>', "which @id lines count, as keepalived's -i does (default: all)");
}

/** Which rules count, and how the findings are printed. */
export function withReportOptions(command: Command): Command {
  return command
    .option(
      '--disable <rule>',
      'rule that does not count, by id or name; again, or with commas, for more',
      listed,
      [],
    )
    .option(
      '--severity <rule=level>',
      'how much a rule counts: error, warning or note; again for more',
      listed,
      [],
    )
    .option(
      '--config <file>',
      "settings (default: the nearest .havip-lint.yaml from the file's folder upward)",
    )
    .option('--no-config', 'no settings')
    .option('--fix', 'make the mends that are safe, in the files themselves')
    .option('--dry-run', 'show the mends, and write nothing')
    .option('--strict', 'warnings fail too')
    .option('-q, --quiet', 'only what fails')
    .addOption(new Option('--format <format>', 'how to print').choices([...FORMATS]).default('text'))
    .option('--json', 'print one JSON document, as --format json')
    .option('--no-color', 'no colours (as with NO_COLOR)')
    .option('--explain <rule>', 'tell all about one rule, and check nothing')
    .option('--rules', 'list all rules as JSON, and check nothing');
}

function release(value: string): string {
  const found = normalRelease(value);
  if (found !== null) return found;
  throw new InvalidArgumentError('It is two or three numbers, such as 2.2.7.');
}

function listed(value: string, before: readonly string[]): readonly string[] {
  return [...before, ...value.split(',').map((each) => each.trim())];
}
