import type { Finding } from '../../../api/types.ts';
import type {
  TrackedFile,
  TrackedInterface,
  TrackedProcess,
} from '../../settings/parts/checks/check-types.ts';
import { type TrackedNow, trackedFact, trackedFacts } from '../facts/tracked.ts';
import { finding, type PreflightInput, type PreflightRule } from './input.ts';

/** What keepalived is to watch, and what is not as it has to be: the node would not take part. */
export const trackedRules: PreflightRule = function* (input) {
  const { cluster, facts } = input;
  const now = trackedFacts(cluster).length === 0 ? undefined : facts.ifRead(trackedFact(cluster));
  if (now === undefined) return;
  const { interfaces, processes, files } = cluster.havip.tracked;
  const amiss = [
    ...interfaces.map((each) => ({ ...each, what: interfaceWords(each, now), key: 'track_interface' })),
    ...processes.map((each) => ({ ...each, what: processWords(each, now), key: 'track_process' })),
    ...files.map((each) => ({ ...each, what: fileWords(each, now), key: 'track_file' })),
  ];
  for (const { weight, what, key } of amiss) {
    if (what !== undefined) yield missing(input, weight, what, key);
  }
};

function interfaceWords({ interface: card }: TrackedInterface, now: TrackedNow): string | undefined {
  const state = now.interfaces.get(card);
  return state === 'up' || state === 'unknown'
    ? undefined
    : `the interface ${card} is ${state ?? 'not there'}`;
}

function processWords(
  { name, process, quorum, quorum_max: most }: TrackedProcess,
  now: TrackedNow,
): string | undefined {
  const count = now.processes.get(name) ?? 0;
  const least = most === 0 ? 0 : quorum;
  if (count >= least && (most === undefined || count <= most)) return undefined;
  const wanted = most === undefined ? `at least ${quorum}` : `${least} to ${most}`;
  return `of the process ${process}, ${count} run instead of ${wanted}`;
}

function fileWords({ name, file, weight }: TrackedFile, now: TrackedNow): string | undefined {
  const value = now.files.get(name);
  if (weight !== 0 || value === undefined || value === 0) return undefined;
  return `${file} holds ${Number.isNaN(value) ? 'no number' : String(value)}, which is a fault`;
}

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
