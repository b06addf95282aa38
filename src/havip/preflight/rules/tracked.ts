import type { Finding } from '../../../api/types.ts';
import { trackedFact, trackedFacts } from '../facts/tracked.ts';
import { finding, type PreflightInput, type PreflightRule } from './input.ts';

/** What keepalived is to watch, and what is not as it has to be: the node would not take part. */
export const trackedRules: PreflightRule = function* (input) {
  const { cluster, facts } = input;
  const now = trackedFacts(cluster).length === 0 ? undefined : facts.ifRead(trackedFact(cluster));
  if (now === undefined) return;
  const { interfaces, processes, files } = cluster.havip.tracked;
  for (const { interface: card, weight } of interfaces) {
    const state = now.interfaces.get(card);
    if (state === 'up' || state === 'unknown') continue;
    yield missing(input, weight, `the interface ${card} is ${state ?? 'not there'}`, 'track_interface');
  }
  for (const { name, process, quorum, quorum_max: most, weight } of processes) {
    const count = now.processes.get(name) ?? 0;
    if (most === 0 ? count === 0 : count >= quorum && (most === undefined || count <= most)) continue;
    const wanted = most === undefined ? `at least ${quorum}` : `${most === 0 ? 0 : quorum} to ${most}`;
    yield missing(
      input,
      weight,
      `of the process ${process}, ${count} run instead of ${wanted}`,
      'track_process',
    );
  }
  for (const { name, file, weight } of files) {
    const value = now.files.get(name);
    if (weight !== 0 || value === undefined || value === 0) continue;
    const said = Number.isNaN(value) ? 'no number' : String(value);
    yield missing(input, weight, `${file} holds ${said}, which is a fault`, 'track_file');
  }
};

function missing({ own }: PreflightInput, weight: number, what: string, key: string): Finding {
  const then =
    weight === 0
      ? 'the node would be in FAULT and never hold the address'
      : 'the priority of the node would be another one';
  return finding(
    'error',
    'host.tracked-missing',
    `${what} on ${own.host}: ${then}`,
    `Mend it on the machine, or correct \`havip.${key}\`.`,
  );
}
