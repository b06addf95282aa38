import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Secret } from '../../../core/secret.ts';
import { runIdOf } from '../../../engine/journal/folder.ts';
import { kindOfPath } from '../../../inventory/sources/files.ts';
import type { EngineClient } from '../../../rollout/dbos/client.ts';
import type { Json } from '../../../rollout/json.ts';
import type { RolloutPlan } from '../../../rollout/plan.ts';
import type { Submission } from '../../../rollout/submission.ts';
import { findConfigFile } from '../../ansible-cfg/find-file.ts';
import { readAnsibleConfig } from '../../ansible-cfg/read-config.ts';
import { withConfig } from '../../ansible-cfg/with-config.ts';
import type { CommandContext } from '../../context.ts';
import { sourcesOf } from '../../options/options.ts';
import type { PlaybookCommand, PreparedRun } from '../../prepare/prepare-run.ts';
import { readVaultKeys } from '../../vault/options.ts';
import { version } from '../../version.ts';
import type { Call } from '../worker/call.ts';
import { type Collected, type CollectedFile, collectFiles } from './collect-files.ts';
import { frozenSources } from './frozen-sources.ts';
import { plainSecrets } from './plain-secrets.ts';
import { addressesOf, namedUnits, rolloutPlan } from './planned-units.ts';
import type { RunOptions } from './travelling-options.ts';

/** What is to be submitted, whole: nothing more is read afterwards. */
export interface Rollout {
  readonly id: string;
  readonly plan: RolloutPlan;
  readonly submission: Submission;
  readonly files: readonly CollectedFile[];
}

/** Makes a rollout of a run that may begin; whatever stands in its way is told, and nothing was contacted. */
export async function rolloutOf(
  context: CommandContext,
  command: PlaybookCommand<string>,
  prepared: PreparedRun,
  travelling: Record<string, Json>,
): Promise<Outcome<Rollout>> {
  const { request, codePaths = [] } = prepared;
  const { options } = command;
  if (request.playbook.strategy !== 'free') return failure(waitingPlays(request.playbook.name));
  const units = namedUnits(request);
  const plan = rolloutPlan(request, units, options.pauseLimit);
  if (!plan.ok) return plan;
  const sources = sourcesIn(context, command);
  const folder = command.playbookFolder ?? '.';
  const config = findConfigFile(context).path;
  const collected = collectFiles([
    ...sources.flatMap(besideSource),
    ...variablesIn(folder),
    ...codePaths.filter((path) => !path.includes('/node_modules/')).map((path) => dirname(path)),
    ...filesOf(options.extraVars),
    ...(config === undefined ? [] : [config]),
  ]);
  if (!collected.ok) return collected;
  const { place } = collected.value;
  const files = frozen(collected.value, sources);
  if (!files.ok) return files;
  const call: Call = {
    playbook: codePaths.length > 0 ? { file: place(command.playbook) } : builtIn(command.playbook),
    sources: sources.map((path) =>
      kindOfPath(path) === undefined ? { hosts: path } : { file: place(path) },
    ),
    playbookFolder: place(folder),
    config: config === undefined ? null : place(config),
    options: { ...travelling, extraVars: options.extraVars.map((text) => placed(text, place)) },
    members: addressesOf(request, units),
  };
  const known = [...secretsOf(request.inventory), ...(await vaultPasswords(context, options))];
  const secrets = plainSecrets([...texts(files.value), onCommandLine(call)], known);
  if (secrets.length > 0) return failure(...secrets);
  return success({
    id: `${runIdOf(context.clock.wall())}-${randomBytes(2).toString('hex')}`,
    plan: plan.value,
    submission: {
      command: command.command,
      version,
      by: `${context.localUser}@${hostname()}`,
      files: files.value.map(({ path, hash, executable }) => ({
        path,
        hash,
        ...(executable === true && { executable }),
      })),
      call,
    },
    files: files.value,
  });
}

/** Writes it down: first the files, so that a rollout that is there is whole. */
export async function submit({ submissions }: EngineClient, rollout: Rollout): Promise<void> {
  const { id, plan, submission, files } = rollout;
  const known = await submissions.known(files.map(({ hash }) => hash));
  for (const { hash, content } of files) if (!known.has(hash)) await submissions.putFile(hash, content);
  await submissions.put(id, plan, submission);
}

function builtIn(name: string): Call['playbook'] {
  return { builtIn: name === 'upgrade' || name === 'verify' ? name : 'up' };
}

/** The same that the inventory was read from. */
function sourcesIn(context: CommandContext, { inventory, options }: PlaybookCommand<string>) {
  const named = sourcesOf(inventory, options);
  if (named.length > 0) return named;
  const config = readAnsibleConfig(context);
  return config.ok ? (config.value.value('inventory') ?? []) : [];
}

/** A source, with the variables beside it. */
function besideSource(path: string): readonly string[] {
  const kind = kindOfPath(path);
  if (kind === undefined) return [];
  return kind === 'directory' ? [path] : [path, ...variablesIn(dirname(path))];
}

function variablesIn(folder: string): readonly string[] {
  return [join(folder, 'group_vars'), join(folder, 'host_vars')];
}

function filesOf(extraVars: readonly string[]): readonly string[] {
  return extraVars.filter((text) => text.startsWith('@')).map((text) => text.slice(1));
}

function placed(text: string, place: (path: string) => string): string {
  return text.startsWith('@') ? `@${place(text.slice(1))}` : text;
}

function frozen({ files }: Collected, sources: readonly string[]): Outcome<readonly CollectedFile[]> {
  const isVariables = (path: string) => /\/(?:group|host)_vars\//.test(path);
  const roots = sources.map((path) => resolve(path));
  return frozenSources(
    files,
    (path) => !isVariables(path) && roots.some((root) => path === root || path.startsWith(`${root}/`)),
  );
}

function texts(files: readonly CollectedFile[]) {
  return files.map(({ from, content }) => ({
    file: relative('.', from).startsWith('..') ? from : relative('.', from),
    text: content.toString('utf8'),
  }));
}

function onCommandLine({ options, sources }: Call) {
  const hosts = sources.flatMap((source) => ('hosts' in source ? source.hosts : []));
  return { file: 'the command line', text: JSON.stringify({ options, hosts }), isNoFile: true };
}

/** Every secret of an inventory: a value is known as one when somebody asks for it. */
function secretsOf(inventory: PreparedRun['request']['inventory']) {
  for (const { vars } of inventory.hosts.values()) for (const name of Object.keys(vars)) void vars[name];
  for (const { vars } of inventory.groups.values()) void vars;
  for (const { target } of inventory.hosts.values()) void target;
  return inventory.secrets;
}

/** Vault passwords of files, which may lie beside what travels. */
async function vaultPasswords(context: CommandContext, options: RunOptions): Promise<readonly Secret[]> {
  const config = readAnsibleConfig(context);
  const given = config.ok ? withConfig(options, config.value) : options;
  const { vaultPasswordFile, vaultId } = given;
  const keys = await readVaultKeys(context, {
    ...(vaultPasswordFile && { vaultPasswordFile }),
    vaultId: (vaultId ?? []).filter((id) => !/(?:^|@)prompt/.test(id)),
  });
  return keys.ok ? keys.value.map(({ password }) => password) : [];
}

function waitingPlays(name: string) {
  return {
    code: 'usage.not-with-engine',
    summary: `the plays of ${name} wait for each other, and units of a rollout on an engine go their own ways`,
    fix: "Give the playbook `strategy: 'free'`, or run it without --engine.",
  } as const;
}
