import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Playbook } from '../../../src/api/types.ts';
import { runAsPlanned } from '../../../src/cli/saved-plan/run-as-planned.ts';
import { runForPlan } from '../../../src/cli/saved-plan/run-for-plan.ts';
import { checkPlan, openPlan, type PlannedRequest } from '../../../src/cli/saved-plan/saved-plan.ts';
import { Redactor, Secret } from '../../../src/core/secret.ts';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { playHosts } from '../../../src/run/check/check-request.ts';
import { Bench, type BenchRun } from '../../bench/bench.ts';
import { value } from '../../connection/outcomes.ts';

type Given = Parameters<Bench['request']>[1];

const redactor = new Redactor();
redactor.add(new Secret('hunter22'));

/** A fleet in memory, and a file for its plan. */
export class Planner {
  readonly bench = new Bench();
  readonly folder: string;
  path: string;

  constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'web.plan');
  }

  static async make(): Promise<Planner> {
    return new Planner(await mkdtemp(join(tmpdir(), 'havip-plan-')));
  }

  async request(book: Playbook, given: Given = {}): Promise<PlannedRequest> {
    const request = await this.bench.request(book, given);
    const kinds = havipKinds(request);
    const hosts = [...new Set(book.plays.flatMap((each) => playHosts(request, kinds, each)))];
    return { request, code: [book.name], hosts };
  }

  /** Makes a plan and keeps it. */
  async plan(book: Playbook, given: Given = {}): Promise<BenchRun> {
    const run = await this.request(book, { ...given, check: true, command: 'plan' });
    return this.bench.runBy(run.request, (request, deps) =>
      runForPlan(this.path, run, havipKinds(request), deps, redactor),
    );
  }

  /** Carries out the plan that is kept. */
  async carryOut(book: Playbook, given: Given = {}): Promise<BenchRun> {
    const run = await this.request(book, given);
    const { saved, request } = value(await openPlan(this.path, run.request));
    expect(await checkPlan(saved, { ...run, request })).toEqual([]);
    return this.bench.runBy(request, (whole, deps) =>
      runAsPlanned({ saved, request: whole, hosts: run.hosts }, havipKinds, deps, redactor),
    );
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
