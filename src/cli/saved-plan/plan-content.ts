import { z } from 'zod';
import type { RunDocument } from '../../core/events/document.ts';
import type { Redactor } from '../../core/secret.ts';
import type { PlannedStep, PlanRecord } from '../../run/saved-plan/plan-record.ts';
import { maskedLines } from '../trace/trace-text.ts';
import { digestOf } from './digest.ts';

const text = z.string().max(1_000_000);

const effect = z.strictObject({
  kind: z.enum(['start', 'stop', 'reload', 'restart', 'stand-apart', 'reboot']),
  service: text.optional(),
  undo: z.literal('restart').optional(),
});

const step = z.strictObject({
  id: text,
  name: text,
  reason: text,
  diff: text.optional(),
  effects: z.array(effect).optional(),
  /** The host that tasks have it done on. */
  on: text.optional(),
  /** It depends on a result that nobody could know. */
  guessed: z.literal(true).optional(),
});

/** What would be done, fit to be kept: texts are masked, and the rest is a digest. */
export const planContent = z.strictObject({
  hosts: z.record(text, z.strictObject({ steps: z.array(step), digest: text })),
  clusters: z.record(
    text,
    z.strictObject({
      effect: z.strictObject({ kind: text }).catchall(z.unknown()).nullable(),
      holder: text.nullable(),
      cloud: z.array(z.strictObject({ name: text, diff: text.nullable() })),
    }),
  ),
});

export type PlanContent = z.infer<typeof planContent>;

type KeptStep = z.infer<typeof step>;

/** What a check has come to, as it is kept. */
export async function planContentOf(
  record: PlanRecord,
  { clusters }: Pick<RunDocument, 'clusters'>,
  redactor: Redactor,
  salt: string,
): Promise<PlanContent> {
  const mask = (shown: string) => maskedLines(shown, redactor).join('\n');
  const hosts = await Promise.all(
    record.hosts.map(async (host) => {
      const steps = record.stepsFor(host);
      const digest = await digestOf(steps, salt);
      return [mask(host), { steps: steps.map((each) => kept(each, mask)), digest }] as const;
    }),
  );
  return {
    hosts: Object.fromEntries(hosts.filter(([, { steps }]) => steps.length > 0)),
    clusters: Object.fromEntries(
      Object.entries(clusters).map(([name, result]) => [
        mask(name),
        {
          effect: result.effect ?? null,
          holder: result.holder && mask(result.holder),
          cloud: (result.cloud?.tasks ?? [])
            .filter(({ changed }) => changed)
            .map((task) => ({ name: mask(task.name), diff: task.diff === null ? null : mask(task.diff) })),
        },
      ]),
    ),
  };
}

/** Hosts beside those of the plays, on which tasks have something done. */
export function helpersIn({ hosts }: PlanContent): ReadonlySet<string> {
  return new Set(Object.values(hosts).flatMap(({ steps }) => steps.flatMap(({ on = [] }) => on)));
}

function kept(step: PlannedStep, mask: (text: string) => string): KeptStep {
  const { id, name, reason, diff, effects, on, guessed } = step;
  return {
    id: mask(id),
    name: mask(name),
    reason: mask(reason),
    ...(diff !== undefined && { diff: mask(diff) }),
    ...(effects && { effects: effects.map((each) => ({ ...each })) }),
    ...(on !== undefined && { on: mask(on) }),
    ...(guessed && { guessed }),
  };
}
