import { failure, type Outcome, success } from '../core/outcome.ts';
import { CLOUD_PART, cloudAnswers } from './cloud-process.ts';
import { ENGINE_PART } from './engine/server.ts';
import { describeLab, type Lab } from './lab.ts';
import { labProcesses } from './machines/processes.ts';
import { FORWARDER_PART } from './network/forwarder.ts';
import { cachedSourceTarball } from './packages/keepalived-source.ts';
import { SOURCE_SERVER_PART } from './packages/source-server.ts';
import { nameProblems } from './plan/options.ts';
import { answersSsh } from './ready.ts';
import { readState } from './record/state.ts';

/** What is there of a lab. */
export interface LabStatus {
  readonly name: string;
  /** `partial`: something is missing that `lab up` would make good. */
  readonly state: 'absent' | 'partial' | 'running';
  /** In a few words each. */
  readonly missing: readonly string[];
  readonly lab: Lab | null;
}

/** Looks at a lab and changes nothing. */
export async function labStatus(name: string): Promise<Outcome<LabStatus>> {
  const problems = nameProblems(name);
  if (problems.length > 0) return failure(...problems);
  const state = await readState(name);
  if (state === null) return success({ name, state: 'absent', missing: [], lab: null });
  const source = await cachedSourceTarball(state.settings.cacheDirectory);
  if (source === null)
    return success({ name, state: 'partial', missing: ['the source of keepalived'], lab: null });
  const lab = await describeLab(state, source);
  const missing = await whatIsMissing(lab);
  return success({ name, state: missing.length === 0 ? 'running' : 'partial', missing, lab });
}

async function whatIsMissing(lab: Lab): Promise<readonly string[]> {
  const parts = new Set(labProcesses(lab.name).map(({ part }) => part));
  const services = [FORWARDER_PART, SOURCE_SERVER_PART].filter((part) => !parts.has(part));
  const machines = lab.machines.map(async ({ name, port, leaderPid }) => {
    if (leaderPid === null) return `machine ${name} does not run`;
    return (await answersSsh(port)) ? null : `sshd of ${name} does not answer`;
  });
  const cloud =
    lab.cloud === undefined || (parts.has(CLOUD_PART) && (await cloudAnswers(lab.cloud.url)))
      ? []
      : [CLOUD_PART];
  const engine = lab.engine === undefined || parts.has(ENGINE_PART) ? [] : ['the PostgreSQL'];
  return [...services, ...cloud, ...engine, ...(await Promise.all(machines)).filter((text) => text !== null)];
}
