import { hostname } from 'node:os';
import { type Outcome, success } from '../../../core/outcome.ts';
import { exitCodeFor, type Problem } from '../../../core/problem.ts';
import { Redactor } from '../../../core/secret.ts';
import { messageOf } from '../../../core/text/message-of.ts';
import { printable } from '../../../core/text/printable.ts';
import { openClient } from '../../../rollout/dbos/client.ts';
import { DbosEngine } from '../../../rollout/dbos/dbos-engine.ts';
import { loadSdk } from '../../../rollout/dbos/sdk.ts';
import type { Fleet } from '../../../rollout/dbos/store/fleet.ts';
import { serverName } from '../../../rollout/dbos/store/url.ts';
import type { RunResult } from '../../../run/run-playbook.ts';
import type { CommandContext } from '../../context.ts';
import { readVaultKeys, type VaultOptions } from '../../vault/options.ts';
import { version } from '../../version.ts';
import type { MetricsAddress } from '../metrics/address.ts';
import { engineUrl } from '../url.ts';
import { Carrier } from './carry-out.ts';
import { removeLeft } from './left-folders.ts';

/** Options of a worker. */
export interface WorkerOptions extends VaultOptions {
  readonly engine?: string;
  readonly region?: string;
  readonly forks: number;
  readonly perRegion?: number;
  readonly inAll?: number;
  readonly metrics?: MetricsAddress;
}

/** Carries out rollouts until a signal ends it; gives the exit code. */
export async function runWorker(context: CommandContext, options: WorkerOptions): Promise<number> {
  const redactor = new Redactor();
  const tell = (text: string) => {
    const at = context.clock.wall().toISOString();
    // One line each: what a machine says can make none.
    context.err(
      `${at} ${printable(redactor.redact(text))
        .trim()
        .replaceAll(/\s*\n\s*/g, ' ')}\n`,
    );
  };
  const ended = await worked(context, options, redactor, tell);
  if (ended.ok) return 0;
  const { formatProblems } = await import('../../../report/index.ts');
  context.err(formatProblems(ended.problems, { color: false, readSource: () => undefined, redactor }));
  return exitCodeFor(ended.problems);
}

async function worked(
  context: CommandContext,
  options: WorkerOptions,
  redactor: Redactor,
  tell: (text: string) => void,
): Promise<Outcome<void>> {
  const url = engineUrl(context, options.engine, redactor);
  if (!url.ok) return url;
  // What is wrong with the passwords is better told now than with the first unit.
  const keys = await readVaultKeys(context, options);
  if (!keys.ok) return keys;
  const over = new AbortController();
  const client = await openClient(url.value, over.signal);
  if (!client.ok) return client;
  // The PostgreSQL client that DBOS brings calls what DBOS does deprecated, which is nothing to the user.
  process.noDeprecation = true;
  const sdk = await loadSdk();
  if (!sdk.ok) return sdk;
  const { submissions } = client.value;
  const metrics = await figuresOf(options, client.value.fleet);
  if (!metrics.ok) {
    await client.value.close();
    return metrics;
  }
  const { ended } = metrics.value;
  const carrier = new Carrier({ context, submissions, vault: vaultOf(options), ended, tell });
  const { region, forks, perRegion, inAll } = options;
  try {
    const left = await removeLeft();
    if (left > 0)
      tell(`removed what workers have left that were killed: ${left === 1 ? 'a folder' : `${left} folders`}`);
    if (metrics.value.url !== undefined) tell(`figures for Prometheus are at ${metrics.value.url}`);
    const engine = await DbosEngine.start({
      sdk: sdk.value,
      url: url.value,
      work: carrier.work,
      caps: {
        perWorker: forks,
        ...(perRegion !== undefined && { perGroup: perRegion }),
        ...(inAll !== undefined && { inAll }),
      },
      ...(region !== undefined && { region }),
      owner: `${context.localUser}@${hostname()}`,
      version,
      tell,
    });
    const where = region === undefined ? '' : ` for ${region}`;
    tell(`worker of havip-deploy ${version}${where} at ${serverName(url.value)}: waiting for rollouts`);
    await aborted(context.interrupted);
    await engine.close();
    tell('ended; what is left is carried on by other workers');
    return success(undefined);
  } catch (error) {
    return { ok: false, problems: [notStarted(error)] };
  } finally {
    over.abort();
    await metrics.value.close();
    await carrier.close();
    await client.value.close();
  }
}

/** What units come to, in figures that others read. */
interface Figures {
  readonly url?: string;
  ended(result: RunResult): void;
  close(): Promise<void>;
}

/** Who wants no figures loads nothing that makes them. */
async function figuresOf({ metrics, region }: WorkerOptions, fleet: Fleet): Promise<Outcome<Figures>> {
  if (metrics === undefined) return success({ ended: () => undefined, close: async () => undefined });
  const { WorkerMetrics } = await import('../metrics/worker-metrics.ts');
  const { serveMetrics } = await import('../metrics/serve-metrics.ts');
  const figures = new WorkerMetrics(region);
  const server = await serveMetrics(metrics, figures, fleet);
  if (!server.ok) return server;
  return success({ ...server.value, ended: (result) => figures.ended(result) });
}

function vaultOf({ vaultPasswordFile, vaultId }: WorkerOptions): VaultOptions {
  return { ...(vaultPasswordFile && { vaultPasswordFile }), ...(vaultId && { vaultId }) };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // Keeps the process alive, whatever else does.
    const timer = setInterval(() => undefined, 60_000);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(timer);
        resolve();
      },
      { once: true },
    );
  });
}

function notStarted(error: unknown): Problem {
  return {
    code: 'usage.engine-refused',
    summary: 'the worker could not be started',
    detail: messageOf(error),
    fix: 'The first worker makes the tables of DBOS and needs CREATE on the database; docs/rollouts.md tells what others need.',
  };
}
