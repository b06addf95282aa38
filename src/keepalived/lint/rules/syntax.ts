import type { Place } from '../../../core/problem.ts';
import { setting } from '../../meaning/settings.ts';
import { type KeepalivedConfig, lineAt, type SyntaxIssueKind } from '../../parse/syntax.ts';
import type { Edit } from '../edits/edit.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';
import type { DiscrepancyKind } from '../statements/discrepancy.ts';
import { SLASHES_RULE } from './slashes.ts';

function issues({ config }: NodeInput, ...kinds: readonly SyntaxIssueKind[]): KeepalivedConfig['issues'] {
  return config.issues.filter(({ kind }) => kinds.includes(kind));
}

function* misfits({ discrepancies }: NodeInput, ...kinds: readonly DiscrepancyKind[]): Generator<Hit> {
  for (const { kind, word, message, fix } of discrepancies) {
    if (kinds.includes(kind)) yield { place: word.place, message, ...(fix === undefined ? {} : { fix }) };
  }
}

/** Foreign blanks come by the dozen, from one paste: one finding for the whole file. */
function* foreignBlanks(input: NodeInput): Generator<Hit> {
  const found = issues(input, 'foreign-blank');
  const [first] = found;
  if (first === undefined) return;
  const lines = [...new Set(found.map(({ place }) => place.line))];
  const others = lines.length === 1 ? '' : `, on ${lines.length} lines (${lines[0]} to ${lines.at(-1)})`;
  const message = `blanks that are no spaces (${first.text})${others}: keepalived takes them for letters`;
  yield { place: first.place, message, edits: input.editor.plainBlanks() };
}

/** The statement that a comment on the line above would have been. */
function commentedHeader(config: KeepalivedConfig, place: Place): string | null {
  const above = lineAt(config, { ...place, line: place.line - 1 });
  return /^[#!]\s*([a-z_]+ [^{}]*)\{?$/.exec(above.trim())?.[1]?.trimEnd() ?? null;
}

/** Takes the comment mark off the line above; one that has the brace already takes this one's place. */
function restoredHeader(config: KeepalivedConfig, place: Place): readonly Edit[] | undefined {
  const { file } = place;
  const line = place.line - 1;
  const above = lineAt(config, { ...place, line });
  if (above.includes('{') || lineAt(config, place).trim() !== '{') return undefined;
  const mark = /^\s*[#!]\s*/.exec(above)?.[0] ?? '';
  const lead = /^\s*/.exec(above)?.[0] ?? '';
  return [{ file, from: { line, column: 1 }, to: { line, column: mark.length + 1 }, text: lead }];
}

function* strayBraces(input: NodeInput): Generator<Hit> {
  for (const { kind, place, text } of issues(input, 'stray-open', 'stray-close', 'unclosed')) {
    if (kind === 'stray-close') yield { place, message: 'this brace closes nothing' };
    else if (kind === 'unclosed') yield { place, message: `the block of "${text}" is never closed` };
    else {
      const header = commentedHeader(input.config, place);
      const message = 'this block has no keyword: what is in it is read as if it stood outside';
      if (header === null) yield { place, message };
      else {
        const name = header.split(/\s+/)[1] ?? '';
        const tracked = input.view.instances.some(({ scripts }) =>
          scripts.some((each) => each.name === name),
        );
        const edits = restoredHeader(input.config, place);
        // What something tracks was meant to be there.
        yield { place, message, fix: `Restore the line above: ${header} {`, edits, unsafe: !tracked };
      }
    }
  }
  yield* misfits(input, 'brace');
  const seen = new Set<string>();
  for (const { place, text } of issues(input, 'undefined-parameter')) {
    if (seen.has(text)) continue;
    seen.add(text);
    const message = `${text} is not defined: keepalived reads its braces as those of a block`;
    const fix = `Define it above (${text.replace(/[{}]/g, '').replace(/ .*/, '')}=…), or render the file first`;
    yield { place, message, fix };
  }
}

/** A template, or another encoding; everything else that would be found follows from it. */
export const FOREIGN_RULE: Rule = {
  id: 'KA097',
  name: 'no-configuration',
  severity: 'error',
  title: 'The file is a template, UTF-16, or no text',
  why: 'keepalived cannot read it as it is. Nothing else is looked for in such a file.',
  fix: 'Check what is made of it',
};

/** About comments that disable rules; it is looked for once all other findings are known. */
export const DISABLE_RULE: Rule = {
  id: 'KA098',
  name: 'lint-disable',
  severity: 'warning',
  title: 'A comment that disables a rule gives no reason, names no rule, or disables nothing',
  why: 'Nobody knows later whether the exception is still wanted, and one that disables nothing may hide what comes next.',
  fix: 'Write `# havip-lint-disable KA062: the reason` behind the line or above it, or delete the comment',
};

/** What was not read, because it is longer or deeper than any configuration. */
function* beyond(input: NodeInput): Generator<Hit> {
  const messages = {
    'too-long': 'the value of this line, with its parameters replaced, is too long for keepalived',
    'too-deep': 'blocks are nested deeper than the language knows; what is in here is not read',
    'too-many': 'there are more than 100,000 statements; from here on nothing is read',
  } as const;
  for (const [kind, message] of Object.entries(messages) as [
    'too-long' | 'too-deep' | 'too-many',
    string,
  ][]) {
    for (const { place } of issues(input, kind)) yield { place, message };
  }
}

/** Words that each keep to their kind, and that keepalived takes for something else than they are meant. */
function* misspelt({ view }: NodeInput): Generator<Hit> {
  const server = setting(view.globals, 'smtp_server');
  if (server !== undefined && /^[^:]+:\d+$/.test(server.value)) {
    const message = `"${server.value}" is no mail server: the port is a word of its own`;
    yield { place: server.place, message, fix: `Write ${server.value.replace(':', ' ')}` };
  }
  const user = setting(view.globals, 'script_user');
  if (user !== undefined && /^'.*'$/.test(user.value))
    yield {
      place: user.place,
      message: `the quotes of ${user.value} are part of the name`,
      fix: 'Delete them',
    };
}

/** Rules about the text itself. */
export const SYNTAX_RULES: readonly Rule[] = [
  FOREIGN_RULE,
  DISABLE_RULE,
  {
    id: 'KA001',
    name: 'nbsp-bom',
    severity: 'error',
    title: 'A blank that is not ASCII, or a byte order mark, stands outside quotes',
    why: 'keepalived reads it as part of a word, so the keyword behind it is unknown and its line is skipped. It comes from copying out of web pages.',
    fix: 'Replace them by spaces: sed -i "s/\\xc2\\xa0/ /g; s/^\\xef\\xbb\\xbf//" FILE',
    mend: 'safe',
    node: foreignBlanks,
  },
  {
    id: 'KA002',
    name: 'stray-brace',
    severity: 'error',
    title: 'A brace has no keyword or no partner',
    why: 'The lines of the block are then read as if they stood at the level outside.',
    fix: "Restore the block's first line, or remove the brace",
    mend: 'safe',
    node: strayBraces,
  },
  {
    id: 'KA003',
    name: 'unknown-kw',
    severity: 'error',
    title: 'A keyword is not known in its block, or not by the release in use',
    why: 'keepalived logs it, skips the line and goes on without the setting.',
    fix: 'Remove or correct the keyword',
    mend: 'unsafe',
    *node(input) {
      for (const { kind, word, message, fix, instead } of input.discrepancies) {
        if (kind !== 'unknown') continue;
        const edits =
          instead === undefined ? undefined : input.editor.replace(word.place, word.text, instead);
        yield { place: word.place, message, ...(fix === undefined ? {} : { fix }), edits };
      }
    },
  },
  {
    id: 'KA004',
    name: 'missing-arg',
    severity: 'error',
    title: 'A keyword stands without its value',
    why: 'The daemon exits, also on a reload, and leaves the virtual address on the interface: two holders.',
    fix: 'Write the value',
    node: (input) => misfits(input, 'missing'),
  },
  {
    id: 'KA005',
    name: 'multi-stmt',
    severity: 'error',
    title: 'Two statements stand on one line',
    why: 'Only the first takes effect, and keepalived does not say so.',
    fix: 'Put each on a line of its own',
    node: (input) => misfits(input, 'second-statement'),
  },
  SLASHES_RULE,
  {
    id: 'KA007',
    name: 'long-line',
    severity: 'error',
    title: 'A line is longer than 1000 bytes',
    why: 'keepalived reads 1023 bytes at a time and takes the rest for a line of its own; from 2.4 it refuses it.',
    fix: 'Shorten the line',
    *node(input) {
      for (const { place } of issues(input, 'long-line')) yield { place, message: 'this line is too long' };
    },
  },
  {
    id: 'KA054',
    name: 'off-means-on',
    severity: 'error',
    title: '`off` stands behind a keyword that keepalived takes for on, whatever follows it',
    why: 'keepalived does not look at the value of these keywords: that they are there is what counts.',
    fix: 'Delete the line',
    mend: 'unsafe',
    *node(input) {
      for (const hit of misfits(input, 'means-on')) yield { ...hit, edits: input.editor.remove(hit.place) };
    },
  },
  {
    id: 'KA090',
    name: 'bad-value',
    severity: 'error',
    title: 'A value is outside its range, of the wrong kind, or a quote is left open',
    why: 'keepalived reports it and goes on with its default, or without the entry.',
    fix: 'Correct the value',
    *node(input) {
      for (const { place } of issues(input, 'unmatched-quote'))
        yield { place, message: 'a quote on this line is never closed' };
      yield* misfits(input, 'value');
      yield* beyond(input);
      yield* misspelt(input);
    },
  },
  {
    id: 'KA091',
    name: 'not-read',
    severity: 'info',
    title: 'A part of the configuration is not checked',
    why: 'Includes and sequences are not followed here, and `@id` lines are all taken when nobody says which host they are for.',
    fix: 'Check the included files too, or render one plain file for each node',
    *node(input) {
      for (const { place, text } of issues(input, 'not-read'))
        yield { place, message: `${text} is not followed` };
      for (const { place, text } of issues(input, 'include-missing'))
        yield { place, message: `no file is named ${text}`, severity: 'warning' };
      const [condition] = issues(input, 'conditional');
      if (condition !== undefined) {
        const message = `lines for one host only (${condition.text}) are read as if they were for all`;
        yield { place: condition.place, message };
      }
    },
  },
];
