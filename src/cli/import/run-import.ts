import { failure, type Outcome } from '../../core/outcome.ts';
import { Redactor, Secret } from '../../core/secret.ts';
import type { FoundNode } from '../../havip/import/found.ts';
import { selectHosts } from '../../inventory/select/patterns.ts';
import type { CommandContext } from '../context.ts';
import { exitCodeOf } from '../interruption.ts';
import { reportBadInput, startDocument } from '../output/reporting.ts';
import { loadConnector } from '../prepare/connector.ts';
import { prepareInventory } from '../prepare/prepare-inventory.ts';
import { startTracing } from '../trace/tracing.ts';
import type { ImportOptions } from './imported.ts';

/** Makes an inventory of configurations that are there already; gives the exit code. */
export async function runImport(
  context: CommandContext,
  files: readonly string[],
  options: ImportOptions,
): Promise<number> {
  const complete = startDocument(context, 'import');
  const redactor = new Redactor();
  const read = await nodesOf(context, files, options, redactor);
  if (context.interrupted.aborted) return exitCodeOf(context, 0);
  const { importNodes } = await import('./import-nodes.ts');
  if (read.ok) for (const secret of passwordsOf(read.value)) redactor.add(new Secret(secret));
  const imported = read.ok ? await importNodes(context, read.value, options) : read;
  if (!imported.ok) return reportBadInput(context, options, redactor, complete, imported.problems);
  const document = complete({ ok: true, exitCode: 0, hosts: {}, clusters: {}, errors: [] });
  const { importJson, importText } = await import('./tell-import.ts');
  context.out(
    redactor.redact(
      options.json === true ? importJson(document, imported.value) : importText(imported.value),
    ),
  );
  return exitCodeOf(context, 0);
}

/** So that none gets to a terminal by a way that nobody has thought of. */
function passwordsOf(nodes: readonly FoundNode[]): readonly string[] {
  return nodes.flatMap(({ view }) =>
    view.instances.flatMap(({ authentication }) => {
      const value = authentication?.pass?.value;
      return value === undefined || value.length < 4 ? [] : [value];
    }),
  );
}

async function nodesOf(
  context: CommandContext,
  files: readonly string[],
  options: ImportOptions,
  redactor: Redactor,
): Promise<Outcome<readonly FoundNode[]>> {
  const { fromHosts } = options;
  if (files.length > 0 === (fromHosts !== undefined)) {
    return failure({
      code: 'usage.import-from',
      summary: files.length > 0 ? 'files and --from-hosts exclude each other' : 'nothing to import was named',
      fix: "Name each node's keepalived.conf, or --from-hosts PATTERN -i INVENTORY.",
    });
  }
  if (fromHosts === undefined) {
    const { readNodes } = await import('./read-nodes.ts');
    return readNodes(files, options.configId);
  }
  const tracing = await startTracing(context, 'import', options, redactor);
  if (!tracing.ok) return tracing;
  const { connect, loaded } = await loadConnector(context, options, tracing);
  const prepared = await prepareInventory(context, undefined, options, redactor);
  if (!prepared.ok) return prepared;
  const { inventory, limit } = prepared.value;
  const selected = selectHosts(inventory, fromHosts);
  if (!selected.ok) return selected;
  const hosts = selected.value.filter(({ name }) => limit?.has(name) ?? true);
  if (hosts.length === 0) return failure(noneLeft);
  const unusable = inventory.problemsOf(hosts.map(({ name }) => name));
  if (unusable.length > 0) return failure(...unusable);
  await loaded;
  const { askHosts } = await import('./ask-hosts.ts');
  return askHosts(hosts, { connect, forks: options.forks, signal: context.interrupted });
}

const noneLeft = {
  code: 'usage.no-match',
  summary: '--from-hosts and --limit have no host in common',
  fix: 'Widen one of the two.',
} as const;
