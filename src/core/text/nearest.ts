import { distance } from 'fastest-levenshtein';

/** The known name that a mistyped one most likely stands for, or undefined when none is close. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(typed.length / 3));
  let best: { name: string; edits: number } | undefined;
  for (const name of known) {
    const edits = distance(typed.toLowerCase(), name.toLowerCase());
    if (edits <= limit && (best === undefined || edits < best.edits)) best = { name, edits };
  }
  return best?.name;
}

/** `did you mean "x"?`, or the list of what is known. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const name = nearest(typed, known);
  return name === undefined ? `known here: ${known.join(', ')}` : `did you mean "${name}"?`;
}
