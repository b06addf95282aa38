import type { Change, KnownFact, Planned } from '../resource.ts';

/** What the parts of one step come to, to be put together with what else it does. */
export interface Parts {
  readonly reasons: readonly string[];
  readonly diffs: readonly string[];
  /** Each in a subshell of its own. */
  readonly scripts: readonly string[];
  readonly undo: readonly string[];
  readonly guard: string;
  readonly keep: readonly string[];
  readonly leaves: readonly KnownFact[];
}

/** The parts that change something; or what keeps one of them, and so the step, from being made. */
export function partsOf(
  planned: readonly Planned[],
):
  | { readonly parts: Parts; readonly blocked?: never }
  | { readonly blocked: Planned; readonly parts?: never } {
  const blocked = planned.find(({ state }) => state === 'blocked');
  if (blocked !== undefined) return { blocked };
  const changes = planned.filter((each): each is Change => each.state === 'change');
  const guards = changes.flatMap(({ guard }) => (guard === undefined ? [] : [`( ${guard} )`]));
  return {
    parts: {
      reasons: changes.map(({ reason }) => reason),
      diffs: changes.flatMap(({ diff }) => diff ?? []),
      scripts: changes.map(({ script }) => `(\n${script}\n)`),
      undo: changes.flatMap(({ undo }) => undo?.script ?? []),
      guard: guards.join(' && ') || ':',
      keep: changes.flatMap(({ keep }) => keep ?? []),
      leaves: changes.flatMap(({ leaves }) => leaves ?? []),
    },
  };
}
