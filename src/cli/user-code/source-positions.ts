import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../core/problem.ts';

/** A program with its source map in its last line, as the loader's translation ends. */
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/;

/** What the loader puts before the first line of a file that it translated for `import`. */
const WRAPPER =
  '(async function (exports, require, module, __filename, __dirname, jitiImport, jitiESMResolve) { ';

/** Where the translated lines and columns of a playbook's files are in what a person wrote. */
export class SourcePositions {
  readonly #maps = new Map<string, SourceMap | undefined>();

  /** Notes a file that was translated. */
  add(file: string, translated: string): void {
    const encoded = INLINE_MAP.exec(translated)?.[1];
    this.#maps.set(
      file,
      encoded === undefined
        ? undefined
        : new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))),
    );
  }

  /** Whether a file is one of the playbook's, rather than the program's own. */
  has(file: string): boolean {
    return this.#maps.has(file);
  }

  /** The place as it is in the source. */
  original({ file, line, column }: Place): Place {
    const before = line === 1 ? WRAPPER.length : 0;
    const entry = this.#maps.get(file)?.findEntry(line - 1, column - 1 - before);
    return entry !== undefined && 'originalLine' in entry && entry.originalLine === line - 1
      ? { file, line, column: entry.originalColumn + 1 }
      : { file, line, column: 1 };
  }

  /** The first place of a stack that is in one of the files. */
  firstIn(stack: string): Place | undefined {
    for (const [, file = '', line, column] of stack.matchAll(/^ +at (?:.*\()?(.+?):(\d+):(\d+)\)?$/gm)) {
      const path = file.startsWith('file://') ? fileURLToPath(file) : file;
      if (this.has(path)) return { file: path, line: Number(line), column: Number(column) };
    }
    return undefined;
  }

  /**
   * Has every stack of this process tell the places of the source, for whoever reads one: `Error.captureStackTrace`
   * also says where a resource was made. Node does the same with `--enable-source-maps`, but not for what is
   * compiled by `vm`, as the loader does.
   */
  translateStacks(): void {
    // The playbook's own frame may stand below many of a library.
    Error.stackTraceLimit = 50;
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, sites) =>
      before === undefined || sites.some((site) => this.has(site.getFileName() ?? ''))
        ? [String(error), ...sites.map((site) => `    at ${this.#frame(site)}`)].join('\n')
        : before(error, sites);
  }

  #frame(site: NodeJS.CallSite): string {
    const file = site.getFileName();
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
    if (!file || line === null || column === null || !this.has(file)) return site.toString();
    const place = this.original({ file, line, column });
    return `${site.getFunctionName() ?? '<anonymous>'} (${file}:${place.line}:${place.column})`;
  }
}
