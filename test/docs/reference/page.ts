import type { DocumentedExport, DocumentedMember } from './describe.ts';

/** A chapter, and the folders and files of whose exports it tells. */
interface Chapter {
  readonly title: string;
  readonly text: string;
  readonly of: RegExp;
}

/** The first that fits is taken. */
const CHAPTERS: readonly Chapter[] = [
  {
    title: 'Playbooks, plays and roles',
    text: 'What a playbook is made of: [playbooks](playbooks.md) has it as a tutorial.',
    of: /^src\/(api\/define|havip\/plays)\.ts$/,
  },
  {
    title: 'Steps in sequence',
    text: 'What tasks written `function* ({ host }) { … }` are made of: see [steps in sequence](playbooks.md#steps-in-sequence).',
    of: /^src\/(api\/tasks|resources\/(step|step-failure|action))\.ts$/,
  },
  {
    title: 'What roles and tasks are given',
    text: 'The host, its variables and what is known of it.',
    of: /^src\/(api\/(types|resource-list)|inventory\/types)\.ts$/,
  },
  { title: 'Templates', text: 'Files from Handlebars.', of: /^src\/api\/template/ },
  {
    title: 'Kinds of your own',
    text: 'A kind of resource or action from one definition, as those that are built in: [contributing](../CONTRIBUTING.md#add-a-resource) goes through one.',
    of: /^src\/resources\/(define\/|resource\.ts|meta\.ts|verdict\.ts)/,
  },
  {
    title: 'Scripts, secrets, problems',
    text: 'Small tools for programs in POSIX sh, and what is told to people.',
    of: /^(src\/core\/|node_modules\/zod\/)/,
  },
  {
    title: 'Facts',
    text: 'Something to know about a machine. Roles name in `facts` what they always need; `yield* read(fact)` reads one in tasks.',
    of: /^src\/resources\//,
  },
  {
    title: 'Clusters and keepalived',
    text: 'What the role [keepalived](../roles/keepalived/README.md) is written with, for roles in its place.',
    of: /^(src\/(havip|keepalived|inventory)\/|roles\/)/,
  },
];

/** A kind has its own page, with all of its options. */
const isKind = ({ sort }: DocumentedExport) => sort === 'resource' || sort === 'action';

/** The whole page; an export that belongs to no chapter is an error. */
export function referencePage(head: string, exports: readonly DocumentedExport[]): string {
  const others = exports.filter((each) => !isKind(each));
  const chapterOf = ({ file, name }: DocumentedExport) => {
    const found = CHAPTERS.find(({ of }) => of.test(file));
    if (found === undefined) throw new Error(`no chapter tells of ${name} in ${file}`);
    return found;
  };
  const chapters = CHAPTERS.map((chapter) => {
    const own = others.filter((each) => chapterOf(each) === chapter);
    return [`## ${chapter.title}`, chapter.text, ...own.map(entry)].join('\n\n');
  });
  return `${[head, kinds(exports.filter(isKind)), ...chapters].join('\n\n')}\n`;
}

function kinds(exports: readonly DocumentedExport[]): string {
  const of = (wanted: DocumentedExport['sort']) =>
    exports
      .filter(({ sort }) => sort === wanted)
      .map(({ name }) => `[\`${name}\`](${wanted}s.md#${name.toLowerCase()})`)
      .join(', ');
  return `## Resources and actions

Each with all of its options on pages of their own.

- [Resources](resources.md): ${of('resource')}
- [Actions](actions.md): ${of('action')}`;
}

function entry({ name, code, text, members, tags, sort }: DocumentedExport): string {
  const params = tags.filter((tag) => tag.name === 'param').map((tag) => `- ${parameter(tag.text)}`);
  const others = ['returns', 'throws'].flatMap((of) =>
    tags
      .filter((tag) => tag.name === of)
      .map((tag) => `${of === 'throws' ? 'Throws' : 'Gives'} ${tag.text}.`),
  );
  const examples = tags.filter((tag) => tag.name === 'example').map((tag) => block(tag.text));
  return [
    `### ${name}`,
    oneParagraph(text),
    ...(code === '' || sort === 'module' ? [] : [block(code, 'typescript')]),
    ...(params.length > 0 ? [params.join('\n')] : []),
    ...others,
    ...(members.length > 0 ? [memberTable(members)] : []),
    ...(examples.length > 0 ? ['For example:', ...examples] : []),
  ].join('\n\n');
}

/** `host its name` is told as a list tells it. */
function parameter(text: string): string {
  const [, name = '', rest = ''] = /^(\S+)\s+(?:- )?([\s\S]*)$/.exec(text) ?? [];
  return `\`${name}\`: ${oneParagraph(rest)}`;
}

/** Declarations by themselves are no code that could be compiled, and are told apart by the name of the language. */
function block(code: string, language = 'ts'): string {
  return `\`\`\`${language}\n${code.trim()}\n\`\`\``;
}

function memberTable(members: readonly DocumentedMember[]): string {
  const rows = members.map(({ name, type, optional, text, fallback, example }) => {
    const need = fallback === undefined ? (optional ? '' : 'always') : code(fallback);
    return `| \`${name}\` | ${code(type)} | ${need} | ${cell(text)}${example === undefined ? '' : ` Such as ${code(example)}.`} |`;
  });
  return ['| | type | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** A bar would end the cell, and so would a line. */
function cell(text: string): string {
  return oneParagraph(text).replaceAll('|', '\\|');
}

function oneParagraph(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
