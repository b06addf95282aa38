import { lstat, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { checkFolder } from '../output/output-folder.ts';
import { placeFile } from '../output/replace-file.ts';
import { checksumOf } from './digest.ts';
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

const FORMAT = 'havip-deploy plan 2';

const planFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.string(),
  madeAt: z.string(),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  playbook: z.strictObject({ name: z.string(), digest: z.string() }),
  /** Of all that the inventory says of the hosts that it is about. */
  inventory: z.string(),
  /** Of each thing that it says of each of them, to tell what differs. */
  parts: z.record(z.string(), z.record(z.string(), z.string())),
  options: planOptions,
  plan: planContent,
});

export type PlanFile = z.infer<typeof planFile>;

/** As it lies there: the checksum is of all the rest. */
const sealedFile = planFile.extend({ checksum: z.string() });

/** Reads a plan; what is in the file is trusted no further than its form. */
export async function readPlanFile(path: string): Promise<Outcome<PlanFile>> {
  try {
    const found = await stat(path);
    // What is no file may have no end.
    if (!found.isFile()) return failure(notPlan(path, 'It is no file.'));
    if (found.size > MOST_BYTES) return failure(notPlan(path, 'It is too large.'));
    return unsealed(path, JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError)
      return failure(notPlan(path, 'It is no JSON, or only a part of the file.'));
    return failure({
      code: 'usage.plan-not-read',
      summary: `the plan ${path} cannot be read`,
      detail: messageOf(error),
      fix: 'Name the file that `plan --out FILE` wrote.',
    });
  }
}

function unsealed(path: string, text: unknown): Outcome<PlanFile> {
  const parsed = sealedFile.safeParse(text);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return failure(notPlan(path, `${issue?.path.join('.')}: ${issue?.message}.`));
  }
  const { checksum, ...plan } = parsed.data;
  if (checksum === checksumOf(plan)) return success(plan);
  return failure({
    code: 'usage.plan-edited',
    summary: `the plan ${path} was changed after it was made`,
    detail: 'What it says is not what was planned. Nothing was contacted.',
    fix: 'Make a new plan, look at it, and carry that out.',
  });
}

function notPlan(path: string, detail: string) {
  return {
    code: 'usage.no-plan',
    summary: `${path} is no plan of this program`,
    detail,
    fix: 'Name the file that `plan --out FILE` wrote, as it was written.',
  } as const;
}

/** Whether a plan can be written; asked before anything is contacted. An older plan makes way, nothing else does. */
export async function checkPlanPlace(path: string | undefined): Promise<Outcome<undefined>> {
  if (path === undefined) return success(undefined);
  const inTheWay = path === '' ? 'It is empty.' : await whatIsThere(path);
  if (inTheWay === undefined) return checkFolder(dirname(path), '--out');
  return failure({
    code: 'usage.out-file',
    summary: `--out ${path === '' ? '""' : path} is no place for a plan`,
    detail: inTheWay,
    fix: 'Name a file that is not there yet, or an older plan, which makes way.',
  });
}

/** What is there and is no plan. */
async function whatIsThere(path: string): Promise<string | undefined> {
  try {
    const found = await lstat(path);
    if (found.isDirectory()) return 'It is a folder.';
    if (!found.isFile()) return 'It is no file of its own, and would be replaced.';
    if (found.size === 0 || (await beginsAsPlan(path))) return undefined;
    return 'It is there and is no plan; it would be lost.';
  } catch {
    // Not there, or not to be read: writing into its folder tells.
    return undefined;
  }
}

async function beginsAsPlan(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(100), 0, 100, 0);
    return buffer
      .subarray(0, bytesRead)
      .toString('latin1')
      .includes(`"${FORMAT.slice(0, -1)}`);
  } finally {
    await file.close();
  }
}

/** For its owner alone; a link in its place makes way. */
export async function writePlanFile(path: string, plan: PlanFile): Promise<void> {
  const sealed = { ...plan, checksum: checksumOf(plan) };
  await placeFile(path, `${JSON.stringify(sealed, null, 1)}\n`, 0o600);
}
