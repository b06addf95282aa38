import { resolve } from 'node:path';
import { isSourceFile, type Node } from 'typescript/unstable/ast';
import {
  API,
  type Checker,
  type Project,
  SymbolFlags,
  type Symbol as TypeSymbol,
} from 'typescript/unstable/sync';

/** A project that the compiler has read, and what is asked of it. */
export interface Compiled {
  readonly project: Project;
  readonly checker: Checker;
  /** Ends the compiler's process. */
  readonly close: () => void;
}

/** The compiler's own view of a project. */
export function compile(config: string): Compiled {
  const api = new API({ cwd: process.cwd() });
  const project = api.updateSnapshot({ openProjects: [resolve(config)] }).getProjects()[0];
  if (project === undefined) throw new Error(`the compiler has no project of ${config}`);
  return { project, checker: project.checker, close: () => api.close() };
}

/** A name that a module exports. */
export interface Exported {
  readonly name: string;
  /** As it is made, wherever that is. */
  readonly symbol: TypeSymbol;
  /** The comment right above the line that passes it on. */
  readonly comment: string;
}

/** What a module exports; what it only passes on is followed to where it is made. */
export function exportsOf({ project, checker }: Compiled, file: string): readonly Exported[] {
  const source = project.program.getSourceFile(resolve(file));
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module`);
  const made = (symbol: TypeSymbol) =>
    (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  return checker.getExportsOfModule(module).map((each) => {
    const [text = ''] = each.declarations.flatMap((declared) => statementOf(declared.resolve(project)));
    const comment = /^\s*\/\*\*\s*([\s\S]*?)\s*\*\//.exec(text)?.[1] ?? '';
    return { name: each.name, symbol: made(each), comment };
  });
}

/** A statement of the module itself, with what stands above it. */
function statementOf(node: Node | undefined): string {
  if (node === undefined) return '';
  return isSourceFile(node) || isSourceFile(node.parent) ? node.getFullText() : statementOf(node.parent);
}
