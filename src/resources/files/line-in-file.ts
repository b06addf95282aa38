import { z } from 'zod';
import { defineResource } from '../define/define-resource.ts';
import { filePath, line, posixShell } from '../define/options/option-types.ts';
import { fileFact } from '../file.ts';
import { planEdit } from './edit.ts';

const regExp = z
  .instanceof(RegExp, { error: 'must be a regular expression such as /^Port /' })
  .refine(({ flags }) => !/[gy]/.test(flags), 'must be without the flags g and y');

/** What edits of a file have in common. */
export const editOptions = {
  path: filePath.describe('The file; its mode and owner stay.'),
  create: z.boolean().default(false).describe('Whether a file that is not there is made, 0644 and of root.'),
  validate: posixShell
    .optional()
    .meta({ examples: ['sh -n "$candidate"'] })
    .describe('Judges the new content at `$candidate`, as in `file`.'),
  secretAfter: z
    .instanceof(RegExp)
    .optional()
    .meta({ examples: [/password\s+/] })
    .describe('Masks secrets in diffs, as in `file`.'),
} as const;

const lineOptions = {
  ...editOptions,
  line: line.describe('The whole line, without its end.'),
  match: regExp
    .optional()
    .describe(
      'The last line in which this is found is replaced; with `absent`, each such line goes. Default: the line itself.',
    ),
  after: regExp
    .optional()
    .meta({ examples: [/^# network/] })
    .describe('A new line comes behind the last one in which this is found; default at the end.'),
  before: regExp
    .optional()
    .meta({ examples: [/^Match /] })
    .describe('The same in front of the first one in which this is found.'),
  state: z.enum(['present', 'absent']).default('present').describe('`absent`: no line of the file is it.'),
} as const;

type LineOptions = z.output<z.ZodObject<typeof lineOptions>>;

/** One line of a file that is otherwise somebody else's. */
export const lineInFile = defineResource({
  kind: 'line',
  call: 'lineInFile',
  summary: 'One line of a file that is otherwise somebody else’s, or none.',
  notes: 'The file is read as a whole and replaced as a whole, as `file` does it; it may have 64 KiB.',
  example: `lineInFile({
  path: '/etc/ssh/sshd_config',
  line: 'PermitRootLogin no',
  match: /^#?PermitRootLogin /,
  validate: 'sshd -t -f "$candidate"',
  notify: { service: 'ssh', action: 'reload' },
})`,
  options: lineOptions,
  conflict: ({ after, before, line: wanted, match, state }) => {
    if (after !== undefined && before !== undefined) return 'takes "after" or "before", not both';
    if (state === 'present' && match !== undefined && !match.test(wanted)) {
      return `"match" ${match} does not find the line itself, so that each run would add it again`;
    }
    return undefined;
  },
  key: ({ path, line: wanted, match }) => `${path} ${match ?? wanted}`,
  title: ({ path, line: wanted }) => `${path}: ${wanted}`,
  edits: ({ path }) => path,
  facts: ({ path }) => [fileFact(path)],
  plan: (options, context) =>
    planEdit(options, context.facts.get(fileFact(options.path)), context, (lines) =>
      withLine(options, lines),
    ),
  owesItself: true,
});

function withLine(
  { line: wanted, match, after, before, state }: LineOptions,
  lines: readonly string[],
): string[] {
  const is = (each: string) => (match === undefined ? each === wanted : match.test(each));
  if (state === 'absent') return lines.filter((each) => !is(each));
  if (lines.includes(wanted) && match === undefined) return [...lines];
  const at = lines.findLastIndex(is);
  if (at >= 0) return lines.with(at, wanted);
  return lines.toSpliced(placeFor(lines, after, before), 0, wanted);
}

/** The index at which something new goes in. */
export function placeFor(
  lines: readonly string[],
  after: RegExp | undefined,
  before: RegExp | undefined,
): number {
  const behind = after === undefined ? -1 : lines.findLastIndex((each) => after.test(each));
  const infront = before === undefined ? -1 : lines.findIndex((each) => before.test(each));
  if (behind >= 0) return behind + 1;
  return infront >= 0 ? infront : lines.length;
}
