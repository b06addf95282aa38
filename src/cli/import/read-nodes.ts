import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import { type FoundNode, foundNode } from '../../havip/import/found.ts';
import { foreignText } from '../../keepalived/lint/foreign.ts';
import { viewOf } from '../../keepalived/meaning/view.ts';
import { parse } from '../../keepalived/parse/parse.ts';
import { unreadable } from '../lint/read-files.ts';
import { includedFiles } from '../prepare/keepalived-includes.ts';
import { nodeNames } from './node-names.ts';

/** Nodes that one file may be of without their ids being asked for. */
const MOST_IDS = 8;

/** No configuration is larger. */
const LARGEST_BYTES = 8 << 20;

/**
 * The nodes that files are of, one each, includes followed.
 * @param given their ids, for the files in their order; one file may be that of several nodes, by default of all that it names
 */
export async function readNodes(
  files: readonly string[],
  given: readonly string[],
): Promise<Outcome<readonly FoundNode[]>> {
  const wrong = wrongIds(files, given);
  if (wrong !== undefined) return failure(wrong);
  const configIds = given.length > 0 ? given : await idsIn(files);
  const shared = configIds.length > files.length ? configIds.map(() => files[0] ?? '') : files;
  const texts = await Promise.all(shared.map(readConfiguration));
  const problems = texts.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  if (problems.length > 0) return failure(...unique(problems));
  const read = texts.flatMap((outcome, index) => {
    if (!outcome.ok) return [];
    const [file = '', configId] = [shared[index], configIds[index]];
    const options = { include: includedFiles, ...(configId === undefined ? {} : { configId }) };
    const config = parse(outcome.value, file, options);
    return [{ file, configId, config, view: viewOf(config) }];
  });
  const names = nodeNames(read);
  return success(read.map(({ config }, index) => foundNode(names[index] ?? '', config)));
}

/** Nodes that share one file stand in it by their ids. */
async function idsIn(files: readonly string[]): Promise<readonly string[]> {
  const [only, ...more] = files;
  if (only === undefined || more.length > 0) return [];
  const text = await readConfiguration(only);
  if (!text.ok) return [];
  const { issues } = parse(text.value, only, { include: includedFiles });
  const ids = issues.flatMap(({ kind, text: id }) =>
    kind === 'conditional' ? [id.replace(/^@\^?/, '')] : [],
  );
  const unlike = [...new Set(ids)];
  return unlike.length <= MOST_IDS ? unlike : [];
}

function wrongIds(files: readonly string[], configIds: readonly string[]): Problem | undefined {
  const one = files.length === 1 && configIds.length > 1;
  const repeated = files.find((file, index) => files.indexOf(file) !== index);
  if (repeated !== undefined) {
    return {
      code: 'usage.file-twice',
      summary: `${repeated} is given twice`,
      detail: 'Each file is one node.',
      fix: "Name each node's file once; where one file serves all nodes, give their ids: --config-id A,B",
    };
  }
  if (configIds.length === 0 || configIds.length === files.length || one) return undefined;
  return {
    code: 'usage.config-ids',
    summary: `${configIds.length} ids are given for ${files.length} files`,
    fix: 'Give --config-id one id for each file, or one file and the ids of all nodes that share it.',
  };
}

async function readConfiguration(file: string): Promise<Outcome<string>> {
  try {
    const bytes = readNamedFile(file);
    const text = bytes.toString('utf8');
    const foreign = foreignText(text);
    if (foreign === undefined && bytes.length <= LARGEST_BYTES) return success(text);
    const source = { file, line: foreign?.line ?? 1, column: 1 };
    const { message, fix } = foreign ?? TOO_LARGE;
    return failure({ code: 'lint.no-configuration', summary: message, fix, source });
  } catch (error) {
    return failure(unreadable(file, error));
  }
}

const TOO_LARGE = { message: 'it is larger than 8 MB', fix: 'Name a keepalived.conf' };

function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()];
}
