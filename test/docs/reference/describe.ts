import { join, relative } from 'node:path';
import {
  isClassDeclaration,
  isFunctionDeclaration,
  isInterfaceDeclaration,
  isMethodDeclaration,
  isMethodSignatureDeclaration,
  isPropertyDeclaration,
  isPropertySignatureDeclaration,
  isSourceFile,
  isTypeAliasDeclaration,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast';
import { SymbolFlags, type Symbol as TypeSymbol } from 'typescript/unstable/sync';
import { type Compiled, type Exported, exportsOf } from './compiler.ts';

/** A property of a type, as its declaration has it. */
export interface DocumentedMember {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly text: string;
  readonly fallback: string | undefined;
  readonly example: string | undefined;
}

/** One export of the package. */
export interface DocumentedExport {
  readonly name: string;
  /** Where it is made, from the root; `node_modules/…` where somebody else makes it. */
  readonly file: string;
  /** Resources and actions are made from a definition, and have pages of their own. */
  readonly sort: 'function' | 'type' | 'class' | 'value' | 'module' | 'resource' | 'action';
  readonly text: string;
  /** Its declaration without what it does. */
  readonly code: string;
  readonly members: readonly DocumentedMember[];
  /** `@param`, `@throws`, `@returns` and `@example`, in their order. */
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

/** What the sources say of each export of a module, in the order of their names. */
export function describeExports(compiled: Compiled, file: string): readonly DocumentedExport[] {
  return exportsOf(compiled, file)
    .map((each) => describeExport(compiled, each))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function describeExport(compiled: Compiled, { name, symbol, comment }: Exported): DocumentedExport {
  const { checker } = compiled;
  const [node, ...more] = symbol.declarations.flatMap((each) => each.resolve(compiled.project) ?? []);
  if (node === undefined) throw new Error(`${name} is declared nowhere`);
  return {
    name,
    file: relative(process.cwd(), node.getSourceFile().fileName),
    sort: sortOf(node),
    // A module has no comment of its own.
    text: isSourceFile(node) ? comment : checker.getDocumentationCommentOfSymbol(symbol),
    code: codeOf(compiled, node, symbol),
    members: [node, ...more].flatMap((each) => membersOf(compiled, each, symbol)),
    tags: checker.getJsDocTagsOfSymbol(symbol).map(({ name: of, text = '' }) => ({ name: of, text })),
  };
}

function sortOf(node: Node): DocumentedExport['sort'] {
  if (isFunctionDeclaration(node)) return 'function';
  if (isClassDeclaration(node)) return 'class';
  if (isVariableDeclaration(node)) {
    const made = node.initializer?.getText() ?? '';
    return made.startsWith('defineAction')
      ? 'action'
      : made.startsWith('defineResource')
        ? 'resource'
        : 'value';
  }
  return isSourceFile(node) ? 'module' : 'type';
}

function codeOf({ checker }: Compiled, node: Node, symbol: TypeSymbol): string {
  if (isFunctionDeclaration(node)) {
    const text = node.getText();
    const body = node.body === undefined ? text.length : node.body.getStart() - node.getStart();
    return text
      .slice(0, body)
      .replace(/^export /, '')
      .trim();
  }
  if (isVariableDeclaration(node)) {
    // What a kind's type holds of zod takes longer to be worked out than all the rest.
    if (sortOf(node) !== 'value') return '';
    const type = checker.getTypeOfSymbol(symbol);
    return `const ${symbol.name}: ${type === undefined ? 'unknown' : checker.typeToString(type)}`;
  }
  if (isInterfaceDeclaration(node) || isClassDeclaration(node)) return headOf(node);
  return isTypeAliasDeclaration(node)
    ? node
        .getText()
        .replace(/^export /, '')
        .replace(/;$/, '')
    : '';
}

/** `interface ConvergePlay extends Play`. */
function headOf(node: Node): string {
  return node
    .getText()
    .replace(/^export /, '')
    .replace(/\s*\{[\s\S]*$/, '');
}

/** An interface's and a class's own; of a type that is made of others, all that it comes to. */
function membersOf(compiled: Compiled, node: Node, symbol: TypeSymbol): readonly DocumentedMember[] {
  const { checker, project } = compiled;
  if (isInterfaceDeclaration(node) || isClassDeclaration(node))
    return node.members.flatMap((each) => {
      const name = ('name' in each ? each.name : undefined) as Node | undefined;
      const known = name && checker.getSymbolAtLocation(name);
      return known ? memberOf(compiled, known, each) : [];
    });
  if (!isTypeAliasDeclaration(node)) return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!type.isIntersectionType() && !type.isObjectType()) return [];
  return checker.getPropertiesOfType(type).flatMap((each) => {
    const declared = each.declarations[0]?.resolve(project);
    // What a schema gives is described there, and what is somebody else's by them.
    const isTold = declared !== undefined && isPropertySignatureDeclaration(declared) && isOurs(declared);
    return isTold ? memberOf(compiled, each, declared) : [];
  });
}

function isOurs(node: Node): boolean {
  return node.getSourceFile().fileName.startsWith(join(process.cwd(), 'src'));
}

function memberOf({ checker }: Compiled, symbol: TypeSymbol, node: Node | undefined): DocumentedMember[] {
  if (node === undefined || !/^[A-Za-z]\w*$/.test(symbol.name)) return [];
  const tags = checker.getJsDocTagsOfSymbol(symbol);
  const tag = (name: string) => tags.find((each) => each.name === name)?.text;
  return [
    {
      name: symbol.name,
      type: typeOf(node, symbol.name),
      optional: (symbol.flags & SymbolFlags.Optional) !== 0,
      text: checker.getDocumentationCommentOfSymbol(symbol),
      fallback: tag('default'),
      example: tag('example'),
    },
  ];
}

/** As it is written: the compiler's own words would have every name replaced by what it stands for. */
function typeOf(node: Node, name: string): string {
  if (isPropertySignatureDeclaration(node) || isPropertyDeclaration(node)) return node.type?.getText() ?? '';
  if (isMethodSignatureDeclaration(node))
    return node.getText().replace(/;$/, '').slice(name.length).replace(/^\?/, '');
  if (!isMethodDeclaration(node)) return '';
  const end = node.body === undefined ? undefined : node.body.getStart() - node.getStart();
  return node.getText().slice(name.length, end).trim();
}
