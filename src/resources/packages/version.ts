/** -1 where the first version is older, 1 where it is newer, 0 where the tool sees no difference. */
export type Ordering = -1 | 0 | 1;

type Compare = (a: string, b: string) => Ordering;

function order(a: number | string | bigint, b: number | string | bigint): Ordering {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Order of two runs of digits of any length; an empty run counts as zero. */
function orderNumbers(a: string, b: string): Ordering {
  return order(BigInt(a === '' ? '0' : a), BigInt(b === '' ? '0' : b));
}

/** The first difference that any of the comparisons finds, in their order. */
function firstDifference(...comparisons: readonly (() => Ordering)[]): Ordering {
  for (const comparison of comparisons) {
    const ordering = comparison();
    if (ordering !== 0) return ordering;
  }
  return 0;
}

/** Where one side goes on and the other has ended or has a separator that sorts specially. */
function orderSeparators(a: string | undefined, b: string | undefined): Ordering | 'same' | 'none' {
  if (a === '~' || b === '~') return a === b ? 'same' : a === '~' ? -1 : 1;
  if (a !== '^' && b !== '^') return 'none';
  if (a === b) return 'same';
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return a === '^' ? -1 : 1;
}

/** Two segments of which at least one is a number or a word; a number is newer than a word. */
function orderSegments(a: string, b: string): Ordering {
  const aIsNumber = /^\d/.test(a);
  if (aIsNumber !== /^\d/.test(b)) return aIsNumber ? 1 : -1;
  return aIsNumber ? orderNumbers(a, b) : order(a, b);
}

/**
 * Order of two version (or release) strings as `rpmvercmp` of rpm 4.18 has it: alternating runs of digits
 * and letters, `~` before everything, `^` after the same text without it, other characters only separate.
 */
export const compareRpmVersions: Compare = (a, b) => {
  const [left, right] = [a, b].map((text) => text.match(/[0-9]+|[A-Za-z]+|[~^]/g) ?? []);
  if (a === b || left === undefined || right === undefined) return 0;
  for (let index = 0; ; index++) {
    const [one, two] = [left[index], right[index]];
    const separators = orderSeparators(one, two);
    if (separators === 'same') continue;
    if (separators !== 'none') return separators;
    if (one === undefined || two === undefined) return order(left.length, right.length);
    const ordering = orderSegments(one, two);
    if (ordering !== 0) return ordering;
  }
};

/** `[epoch:]version[-release]`; rpm splits the release off at the last dash. */
function evr(text: string): { epoch: string; version: string; release: string | undefined } {
  const [, epoch = '0', rest = ''] = /^(?:(\d*):)?(.*)$/s.exec(text) ?? [];
  const dash = rest.lastIndexOf('-');
  if (dash < 0) return { epoch, version: rest, release: undefined };
  return { epoch, version: rest.slice(0, dash), release: rest.slice(dash + 1) };
}

/** Order of two `[epoch:]version[-release]` strings as rpm has it; a missing epoch is 0, a missing release oldest. */
export const compareEvr: Compare = (a, b) => {
  const [left, right] = [evr(a), evr(b)];
  return firstDifference(
    () => orderNumbers(left.epoch, right.epoch),
    () => compareRpmVersions(left.version, right.version),
    () => {
      if (left.release === undefined || right.release === undefined) {
        return order(Number(left.release !== undefined), Number(right.release !== undefined));
      }
      return compareRpmVersions(left.release, right.release);
    },
  );
};

/** dpkg's weight of one character outside digits: `~`, then the end, then letters, then the rest. */
function weight(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

function orderNonDigits(a: string, b: string): Ordering {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const ordering = order(weight(a[index]), weight(b[index]));
    if (ordering !== 0) return ordering;
  }
  return 0;
}

/** Order of two upstream versions or two revisions: non-digits and digits in turn. */
function compareDebianPart(a: string, b: string): Ordering {
  const [left, right] = [a, b].map((text) => [...text.matchAll(/([^0-9]*)([0-9]*)/g)]);
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index++) {
    const [, aText = '', aNumber = ''] = left?.[index] ?? [];
    const [, bText = '', bNumber = ''] = right?.[index] ?? [];
    const ordering = firstDifference(
      () => orderNonDigits(aText, bText),
      () => orderNumbers(aNumber, bNumber),
    );
    if (ordering !== 0) return ordering;
  }
  return 0;
}

/** Order of two `[epoch:]upstream[-revision]` strings as `dpkg --compare-versions` has it. */
export const compareDebianVersions: Compare = (a, b) => {
  const [left, right] = [evr(a), evr(b)];
  return firstDifference(
    () => orderNumbers(left.epoch, right.epoch),
    () => compareDebianPart(left.version, right.version),
    () => compareDebianPart(left.release ?? '', right.release ?? ''),
  );
};

/** The upstream version in a package's version: without epoch and release, so that it compares with `2.2.8`. */
export function upstreamVersion(packageVersion: string): string {
  return evr(packageVersion).version;
}
