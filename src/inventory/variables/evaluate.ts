import { ExecCommand } from '../exec/exec-command.ts';
import type { Finding } from '../problem-list.ts';
import { type OpenedValue, SopsValue } from '../sops/sops-file.ts';
import { Vaulted } from '../sources/formats/scalar-tags.ts';
import { type Spot, spotWithin, type Variable } from '../sources/source.ts';
import { ClosedValue } from '../values/closed-value.ts';
import type { VaultOpener } from '../vault/opener.ts';

/** What a variable comes to; secret where something encrypted went into it. */
export type Evaluated =
  | { readonly value: unknown; readonly secret: boolean }
  /** Why it comes to nothing, and where in the value that is. */
  | { readonly finding: Finding; readonly path: readonly string[] };

/** Fills in templates in a text; undefined for what has no template in it. */
export type Fill = (text: string, what: string) => Evaluated | undefined;

const TEMPLATE = /\{\{|\{%|\{#/;

/** Whether a value, or something in it, has to be worked out before it can be used. */
export function needsEvaluation(value: unknown): boolean {
  if (typeof value === 'string') return TEMPLATE.test(value);
  if (value instanceof Vaulted || value instanceof ClosedValue) return true;
  if (Array.isArray(value)) return value.some(needsEvaluation);
  return isPlainMapping(value) && Object.values(value).some(needsEvaluation);
}

/** Opens what is encrypted in a value and fills in its templates, however deep. */
export function evaluate(value: unknown, what: string, opener: VaultOpener, fill: Fill): Evaluated {
  const opened = openClosed(value, what, opener);
  if (opened !== undefined) return 'finding' in opened ? { ...opened, path: [] } : opened;
  if (typeof value === 'string' && TEMPLATE.test(value)) return fill(value, what) ?? { value, secret: false };
  if (!Array.isArray(value) && !isPlainMapping(value)) return { value, secret: false };
  let secret = false;
  const inner: [string, unknown][] = [];
  for (const [key, each] of Object.entries(value)) {
    const done = evaluate(each, Array.isArray(value) ? `${what}[${key}]` : `${what}.${key}`, opener, fill);
    if ('finding' in done) return { ...done, path: [key, ...done.path] };
    secret ||= done.secret;
    inner.push([key, done.value]);
  }
  return { value: Array.isArray(value) ? inner.map(([, each]) => each) : Object.fromEntries(inner), secret };
}

/** What an encrypted value, or one that a command prints, comes to; undefined for any other. */
function openClosed(value: unknown, what: string, opener: VaultOpener): OpenedValue | undefined {
  if (value instanceof SopsValue) return value.open();
  if (!(value instanceof Vaulted || value instanceof ExecCommand)) return undefined;
  const opened =
    value instanceof Vaulted ? opener.open(value.ciphertext, what) : opener.commands.output(value, what);
  return 'finding' in opened ? opened : { value: opened.text, secret: true };
}

/** The place of what keeps a variable from coming to something. */
export function unusableSpot(
  { spot }: Variable,
  { path }: { readonly path: readonly string[] },
): Spot | undefined {
  return spot === undefined ? undefined : spotWithin(spot, path);
}

function isPlainMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
