import { z } from 'zod';
import type { Problem } from '../../core/problem.ts';
import type { HavipRequest } from '../../havip/request.ts';
import { digestOf } from '../saved-plan/digest.ts';
import { differingParts, inventoryParts } from '../saved-plan/inventory-parts.ts';
import { inventoryOf, type PlannedRequest } from '../saved-plan/saved-plan.ts';
import { version } from '../version.ts';

/** The first line of a rollout's journal: what it was begun with, as digests. */
const header = z.strictObject({
  format: z.literal('havip-deploy rollout 2'),
  run: z.string(),
  command: z.string(),
  version: z.string(),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  inventory: z.string(),
  /** Of each thing that it says of each host, to tell what differs. */
  parts: z.record(z.string(), z.record(z.string(), z.string())),
  playbook: z.string(),
  options: z.string(),
});

export type Header = z.infer<typeof header>;

/** A header as it was read; undefined where it is none. */
export function parseHeader(value: unknown): Header | undefined {
  const read = header.safeParse(value);
  return read.success ? read.data : undefined;
}

/** What a rollout begins with. */
export async function headerOf(run: string, planned: PlannedRequest, salt: string): Promise<Header> {
  const { request, code, hosts } = planned;
  const content = inventoryOf(request, hosts);
  const [inventory, parts, playbook, options] = await Promise.all([
    digestOf(content, salt),
    inventoryParts(content, salt),
    digestOf([request.playbook.name, code], salt),
    digestOf(optionsOf(request), salt),
  ]);
  const { command } = request;
  return {
    format: 'havip-deploy rollout 2',
    run,
    command,
    version,
    salt,
    ...{ inventory, parts, playbook, options },
  };
}

/** What differs, so that a rollout cannot be taken up. */
export function outdatedIn(began: Header, now: Header): readonly Problem[] {
  const { run } = began;
  const wrong = [
    began.command !== now.command && `the rollout ${run} is one of \`${began.command}\``,
    began.version !== now.version &&
      `havip-deploy ${began.version} began the rollout ${run}, and this is ${now.version}`,
    began.inventory !== now.inventory &&
      `the inventory says something else of these hosts than when the rollout ${run} began (${differingParts(began.parts, now.parts).replace(/\.$/, '')})`,
    began.playbook !== now.playbook && `the playbook is another one than when the rollout ${run} began`,
    began.command === now.command &&
      began.options !== now.options &&
      `the options are others than those with which the rollout ${run} began`,
  ];
  return wrong.filter((summary) => summary !== false).map(outdated);
}

function outdated(summary: string): Problem {
  return {
    code: 'usage.rollout-outdated',
    summary,
    detail: 'What was finished with the one would be passed over with the other. Nothing was contacted.',
    fix: 'Give what the rollout began with, or begin a new one without --resume: what is as it should be costs a look each.',
  };
}

/** All that decides what is done, without what decides only how fast. */
function optionsOf(request: HavipRequest): unknown {
  const { selection, limit, startAt, skipPreflight, survey, waves, verify, drills, repeat } = request;
  const { install, replaceConfig, returnToPrimary } = request;
  return {
    ...{ selection, limit, startAt, skipPreflight, survey, waves, verify, drills, repeat },
    ...{ install, replaceConfig, returnToPrimary },
  };
}
