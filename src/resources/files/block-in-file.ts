import { z } from 'zod';
import { defineResource } from '../define/define-resource.ts';
import { line, text } from '../define/options/option-types.ts';
import { fileFact } from '../file.ts';
import { planEdit } from './edit.ts';
import { editOptions, placeFor } from './line-in-file.ts';

const regExp = z.instanceof(RegExp, { error: 'must be a regular expression such as /^Port /' });

const blockOptions = {
  ...editOptions,
  block: text.describe('The lines between the two marks; the last one may end or not.'),
  marker: line
    .refine((value) => value.trim() !== '', 'must not be empty')
    .default('managed by havip-deploy')
    .describe('Tells blocks of one file apart: the marks are `# BEGIN marker` and `# END marker`.'),
  comment: line
    .default('#')
    .meta({ examples: [';'] })
    .describe('What a comment begins with in this file.'),
  after: regExp
    .optional()
    .meta({ examples: [/^\[server\]/] })
    .describe('A new block comes behind the last line in which this is found; default at the end.'),
  before: regExp
    .optional()
    .meta({ examples: [/^\[client\]/] })
    .describe('The same in front of the first one in which this is found.'),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('`absent`: neither the block nor its marks are there.'),
} as const;

type BlockOptions = z.output<z.ZodObject<typeof blockOptions>>;

/** Some lines between two marks, in a file that is otherwise somebody else's. */
export const blockInFile = defineResource({
  kind: 'block',
  call: 'blockInFile',
  summary: 'Some lines between two marks, in a file that is otherwise somebody else’s, or none.',
  notes: 'The file is read as a whole and replaced as a whole, as `file` does it; it may have 64 KiB.',
  example: `blockInFile({
  path: '/etc/hosts',
  marker: 'databases',
  block: '10.0.0.5 db-01\\n10.0.0.6 db-02\\n',
})`,
  options: blockOptions,
  conflict: ({ after, before, block, comment, marker }) => {
    if (after !== undefined && before !== undefined) return 'takes "after" or "before", not both';
    const [begin, end] = marks({ comment, marker });
    return block.split('\n').some((each) => each === begin || each === end)
      ? '"block" must not hold its own marks'
      : undefined;
  },
  key: ({ path, marker }) => `${path} ${marker}`,
  title: ({ path, marker }) => `${path}: ${marker}`,
  edits: ({ path }) => path,
  facts: ({ path }) => [fileFact(path)],
  plan: (options, context) =>
    planEdit(options, context.facts.get(fileFact(options.path)), context, (lines) =>
      withBlock(options, lines),
    ),
  owesItself: true,
});

function marks({ comment, marker }: Pick<BlockOptions, 'comment' | 'marker'>): [string, string] {
  return [`${comment} BEGIN ${marker}`, `${comment} END ${marker}`];
}

function withBlock(options: BlockOptions, lines: readonly string[]): string[] {
  const [begin, end] = marks(options);
  const from = lines.indexOf(begin);
  // A block that somebody has cut off has no end: then only its first mark is ours for certain.
  const to = from < 0 ? -1 : lines.indexOf(end, from);
  const without = from < 0 ? [...lines] : lines.toSpliced(from, to < 0 ? 1 : to - from + 1);
  if (options.state === 'absent') return without;
  const block = [begin, ...options.block.replace(/\n$/, '').split('\n'), end];
  return without.toSpliced(from < 0 ? placeFor(without, options.after, options.before) : from, 0, ...block);
}
