import type { Command } from 'commander';
import type { Outcome } from '../../core/outcome.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import type { KeepalivedRelease, Lab, LabOptions, LabStatus } from '../../lab/index.ts';
import type { CommandContext } from '../context.ts';

interface NameOptions {
  readonly name: string;
}

interface UpOptions extends NameOptions {
  readonly clusters: string;
  readonly yum: string;
  readonly login: LabOptions['login'] & string;
  readonly witness: boolean;
  readonly passwordInInventory: boolean;
  /** Undefined with neither of its two options. */
  readonly cloud?: boolean;
  readonly engine: boolean;
  readonly directory?: string;
  readonly cacheDirectory?: string;
}

/** `lab up|down|status`: disposable machines on this one, to try everything else on. */
export function registerLab(program: Command, context: CommandContext): void {
  const lab = program
    .command('lab')
    .description('Disposable machines on this one (Debian, root), to try everything else on.');
  registerUp(lab, context);
  named(lab.command('down'))
    .description('Take a lab away: machines, network, files. Also one that was left half made.')
    .action(async ({ name }: NameOptions) => {
      const { labDown } = await import('../../lab/index.ts');
      await finish(context, await labDown(name, progress(context)), () => `Lab "${name}" is gone.\n`);
    });
  named(lab.command('status'))
    .description('Show what is there of a lab.')
    .option('--json', 'as one JSON document')
    .action(async ({ name, json }: NameOptions & { readonly json?: boolean }) => {
      const { labStatus } = await import('../../lab/index.ts');
      await finish(context, await labStatus(name), (status) =>
        json === true ? `${JSON.stringify(status, null, 2)}\n` : statusText(status),
      );
    });
}

function registerUp(lab: Command, context: CommandContext): void {
  named(lab.command('up'))
    .description('Bring a lab up, or make good what is missing of it; writes an inventory for it.')
    .option('--clusters <number>', 'clusters of two nodes each', '1')
    .option('--yum <releases>', 'keepalived releases that yum offers: 1.2.13, 2.2.7, 2.3.3, or none', '2.2.7')
    .option('--login <how>', 'root, or sudo: an ordinary user whose sudo wants a password', 'root')
    .option('--no-witness', 'no third machine to probe from')
    .option('--password-in-inventory', "write sudo's password into the inventory", false)
    .option('--cloud', "let the inventory use the lab's cloud")
    .option('--no-cloud', 'no cloud beside the machines')
    .option(
      '--engine',
      'a PostgreSQL beside the machines, on 127.0.0.1, for rollouts that workers share',
      false,
    )
    .option(
      '--directory <folder>',
      "where to write inventory, known_hosts and key (default: among the lab's own files)",
    )
    .option('--cache-directory <folder>', 'where to keep root images and packages between labs')
    .action(async (options: UpOptions) => {
      const { labUp } = await import('../../lab/index.ts');
      await finish(context, await labUp(labOptions(options), progress(context)), (lab) =>
        labText(lab, `Lab "${lab.name}" is up; log in as ${lab.user}.`),
      );
    });
}

function named(command: Command): Command {
  return command.option('--name <name>', 'which lab; several can run at once', 'default');
}

/** What was typed, in the library's terms, which judges it. */
function labOptions({ clusters, yum, cloud, ...options }: UpOptions): LabOptions {
  return {
    ...options,
    clusters: Number(clusters),
    ...(cloud === undefined ? {} : { cloud: cloud ? 'inventory' : 'none' }),
    yum:
      yum === 'none'
        ? 'none'
        : (yum.split(',').map((release) => release.trim()) as readonly KeepalivedRelease[]),
  };
}

function progress(context: CommandContext): (text: string) => void {
  return (text) => context.err(`${text}\n`);
}

async function finish<T>(
  context: CommandContext,
  outcome: Outcome<T>,
  print: (value: T) => string,
): Promise<void> {
  if (outcome.ok) context.out(print(outcome.value));
  else await report(context, outcome.problems);
  context.exit(outcome.ok ? 0 : exitCodeFor(outcome.problems));
}

async function report(context: CommandContext, problems: readonly Problem[]): Promise<void> {
  const { formatProblems } = await import('../../report/index.ts');
  const color = context.errIsTerminal && (context.environment.NO_COLOR ?? '') === '';
  context.err(formatProblems(problems, { color, readSource: () => undefined }));
}

function labText(lab: Lab, headline: string): string {
  const width = Math.max(...lab.machines.map(({ name }) => name.length));
  const machines = lab.machines.map((machine) => {
    const what = machine.kind === 'witness' ? 'witness' : `${machine.cluster}, ${machine.role}`;
    return `  ${machine.name.padEnd(width)}  127.0.0.1:${machine.port}  ${machine.privateIp.padEnd(15)}  ${what}`;
  });
  const { cloud } = lab;
  const clouds =
    cloud === undefined
      ? []
      : [
          `cloud          ${cloud.url} (${cloud.region}, ${cloud.vpcId}, ${cloud.subnetId})`,
          `cloud's key    ${cloud.environmentFile}`,
        ];
  const engine =
    lab.engine === undefined
      ? []
      : [`PostgreSQL     ${lab.engine.address}`, `engine's URL   ${lab.engine.environmentFile}`];
  const password = lab.sudoPasswordFile === undefined ? [] : [`sudo password  ${lab.sudoPasswordFile}`];
  return `${[
    headline,
    ...machines,
    `inventory      ${lab.inventoryFile}`,
    `known_hosts    ${lab.knownHostsFile}`,
    `private key    ${lab.privateKeyFile}`,
    ...password,
    ...clouds,
    ...engine,
    `source         ${lab.source.url} (sha256 ${lab.source.sha256})`,
  ].join('\n')}\n`;
}

function statusText({ name, state, missing, lab }: LabStatus): string {
  if (state === 'absent') return `There is no lab "${name}".\n`;
  if (state === 'running' && lab !== null) return labText(lab, `Lab "${name}" runs; log in as ${lab.user}.`);
  const known = lab === null ? '' : labText(lab, `Lab "${name}" is not whole.`);
  return `${known}${missing.map((text) => `missing: ${text}\n`).join('')}\`havip-deploy lab up\` makes it good.\n`;
}
