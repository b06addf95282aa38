import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import { Redactor, Secret } from '../../../core/secret.ts';
import { havipKinds } from '../../../havip/kinds.ts';
import type { HavipRequest } from '../../../havip/request.ts';
import { changeTexts } from '../../../report/index.ts';
import type { Submissions } from '../../../rollout/dbos/store/submissions.ts';
import type { RunnerKinds } from '../../../run/kinds.ts';
import type { Unit } from '../../../run/unit/unit.ts';
import type { CommandContext } from '../../context.ts';
import { BUILT_IN } from '../../prepare/built-in.ts';
import { cloudConnector } from '../../prepare/cloud-connector.ts';
import { type Connector, loadConnector } from '../../prepare/connector.ts';
import { type LoadCode, prepareRun } from '../../prepare/prepare-run.ts';
import { startTracing } from '../../trace/tracing.ts';
import type { VaultOptions } from '../../vault/options.ts';
import { type Call, parseCall } from '../worker/call.ts';
import { unpack } from '../worker/unpack.ts';
import { namedUnits } from './planned-units.ts';
import type { RunOptions } from './travelling-options.ts';

/** A rollout whose units this process can work on. */
export interface PreparedRollout {
  readonly request: HavipRequest;
  readonly units: ReadonlyMap<string, Unit>;
  readonly kindsFor: (request: HavipRequest) => RunnerKinds;
  readonly connect: Connector;
  /** The same without secrets, and with files as they were submitted. */
  readonly cleaned: <T>(value: T) => T;
  /** Its files are gone afterwards. */
  readonly close: () => Promise<void>;
}

/** Reads what was submitted, as the command line would that submitted it. */
export async function prepareRollout(
  context: CommandContext,
  submissions: Submissions,
  id: string,
  vault: VaultOptions,
): Promise<Outcome<PreparedRollout>> {
  const submission = await submissions.get(id);
  const call = submission && parseCall(submission.call);
  if (submission === undefined || call === undefined) return failure(noSubmission(id));
  const unpacked = await unpack(submissions, submission.files);
  if (!unpacked.ok) return unpacked;
  const folder = unpacked.value;
  const close = () => rm(folder, { recursive: true, force: true });
  const redactor = new Redactor();
  const world = await worldOf(context, folder, call);
  const options = optionsOf(call, folder, vault);
  const command = {
    command: submission.command,
    playbook: 'file' in call.playbook ? join(folder, call.playbook.file) : call.playbook.builtIn,
    inventory: undefined,
    playbookFolder: join(folder, call.playbookFolder),
    options,
  };
  const prepared = await prepareRun(world, command, loadCode(call, command.playbook), redactor);
  const cleaned = <T>(value: T): T =>
    changeTexts(value, (text) => redactor.redact(text.replaceAll(`${folder}/`, '')));
  if (!prepared.ok) {
    await close();
    return failure(...cleaned(prepared.problems));
  }
  const tracing = await startTracing(world, submission.command, options, redactor);
  const { connect, loaded } = await loadConnector(world, options, tracing);
  await loaded;
  const { waves: _, ...request } = prepared.value.request;
  return success({
    request,
    units: namedUnits(request),
    kindsFor: (wanted) => havipKinds(wanted, cloudConnector(world, redactor)),
    ...{ connect, cleaned, close },
  });
}

function loadCode({ playbook }: Call, path: string): LoadCode {
  if ('builtIn' in playbook)
    return async () => success({ playbook: (await BUILT_IN[playbook.builtIn]()).default });
  return async () => (await import('../../prepare/load-playbook.ts')).loadPlaybook(path);
}

/** Nobody can be asked; the ansible.cfg is the one that was submitted, or none. */
async function worldOf(context: CommandContext, folder: string, { config }: Call): Promise<CommandContext> {
  const none = join(folder, '.no-ansible.cfg');
  if (config === null) await writeFile(none, '', { mode: 0o600 });
  return {
    ...context,
    environment: {
      ...context.environment,
      ANSIBLE_CONFIG: config === null ? none : join(folder, config),
    },
    inIsTerminal: false,
    askSecret: async () => new Secret(''),
    confirm: async () => false,
    // A worker that is to end finishes what is in flight.
    interrupted: new AbortController().signal,
  };
}

function optionsOf({ options, sources }: Call, folder: string, vault: VaultOptions): RunOptions {
  const { extraVars, ...given } = options;
  const texts = Array.isArray(extraVars) ? extraVars.map(String) : [];
  return {
    tags: [],
    skipTags: [],
    forks: 50,
    connectTimeout: 10,
    ...given,
    ...vault,
    verbose: 0,
    color: false,
    extraVars: texts.map((text) => (text.startsWith('@') ? `@${join(folder, text.slice(1))}` : text)),
    inventory: sources.map((source) => ('hosts' in source ? source.hosts : join(folder, source.file))),
  };
}

function noSubmission(id: string) {
  return {
    code: 'usage.submission-damaged',
    summary: `what the rollout ${id} was submitted with is not in the database as this program writes it`,
    fix: 'Submit it anew.',
  } as const;
}
