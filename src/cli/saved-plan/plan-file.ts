import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../core/message-of.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { checkFolder } from '../output-folder.ts';
import { placeFile } from '../replace-file.ts';
import { planContent } from './plan-content.ts';

/** Bytes; a plan of thousands of hosts has fewer. */
const MOST_BYTES = 256 * 1024 * 1024;

const names = z.array(z.string());

/** What a plan was made for. A run that carries it out takes these from it. */
const planOptions = z.strictObject({
  tags: names,
  skipTags: names,
  limit: names.nullable(),
  startAt: z.string().nullable(),
  skipPreflight: z.boolean(),
  allowDowngrade: z.boolean(),
  replaceConfig: z.union([z.literal('all'), names]).nullable(),
});

export type PlanOptions = z.infer<typeof planOptions>;

const planFile = z.strictObject({
  format: z.literal('havip-deploy plan 1'),
  version: z.string(),
  madeAt: z.string(),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  playbook: z.strictObject({ name: z.string(), digest: z.string() }),
  /** Of all that the inventory says of the hosts that it is about. */
  inventory: z.string(),
  options: planOptions,
  plan: planContent,
});

export type PlanFile = z.infer<typeof planFile>;

/** Reads a plan; what is in the file is trusted no further than its form. */
export async function readPlanFile(path: string): Promise<Outcome<PlanFile>> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return failure(notPlan(path, 'It is too large.'));
    const parsed = planFile.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return success(parsed.data);
    const [issue] = parsed.error.issues;
    return failure(notPlan(path, `${issue?.path.join('.')}: ${issue?.message}.`));
  } catch (error) {
    if (error instanceof SyntaxError) return failure(notPlan(path, 'It is no JSON.'));
    return failure({
      code: 'usage.plan-not-read',
      summary: `the plan ${path} cannot be read`,
      detail: messageOf(error),
      fix: 'Name the file that `plan --out FILE` wrote.',
    });
  }
}

function notPlan(path: string, detail: string) {
  return {
    code: 'usage.no-plan',
    summary: `${path} is no plan of this program`,
    detail,
    fix: 'Name the file that `plan --out FILE` wrote, as it was written.',
  } as const;
}

/** Whether a plan can be written; asked before anything is contacted. */
export function checkPlanPlace(path: string | undefined): Promise<Outcome<undefined>> {
  return checkFolder(path === undefined ? undefined : dirname(path), '--out');
}

/** For its owner alone; a link in its place makes way. */
export async function writePlanFile(path: string, plan: PlanFile): Promise<void> {
  await placeFile(path, `${JSON.stringify(plan, null, 1)}\n`, 0o600);
}
