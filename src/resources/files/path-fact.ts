import { quote } from '../../core/programs/shell.ts';
import { type Fact, parsePairs } from '../fact.ts';
import type { Planned } from '../resource.ts';
import { ATTRIBUTES_FORMAT, type SeenAttributes, seenAttributes } from './attributes.ts';

/** What is at a path, whatever it is. */
export interface PathFacts extends SeenAttributes {
  readonly kind: 'absent' | 'file' | 'directory' | 'link' | 'other';
  /** Where a link leads, as it was written. */
  readonly target: string;
}

const KINDS: readonly string[] = ['absent', 'file', 'directory', 'link'];

/** What is at a path: its kind and attributes, a link's target. */
export function pathFact(path: string): Fact<PathFacts> {
  const at = quote(path);
  return {
    id: `path:${path}`,
    program: `if [ -L ${at} ]; then echo kind=link
elif [ -d ${at} ]; then echo kind=directory
elif [ -f ${at} ]; then echo kind=file
elif [ -e ${at} ]; then echo kind=other
else echo kind=absent; fi
stat -c '${ATTRIBUTES_FORMAT}' ${at}
if [ -L ${at} ]; then printf target=; readlink ${at}; fi`,
    parse: (output) => {
      const pairs = parsePairs(output);
      const kind = KINDS.includes(pairs.kind ?? '') ? (pairs.kind as PathFacts['kind']) : 'other';
      return { kind, target: pairs.target ?? '', ...seenAttributes(pairs) };
    },
  };
}

const WORDS: Readonly<Record<PathFacts['kind'], string>> = {
  absent: 'nothing',
  file: 'a file',
  directory: 'a folder',
  link: 'a link',
  other: 'a device or a socket',
};

/** Something else stands where a thing is wanted, and may be what somebody needs. */
export function inTheWay(path: string, kind: PathFacts['kind'], wanted: string): Planned {
  return {
    state: 'blocked',
    problem: {
      code: 'host.something-in-the-way',
      summary: `${path} is ${WORDS[kind]}, and ${wanted} is wanted there`,
      detail: 'What is there may be needed, and is never replaced by something of another kind.',
      fix: `Move ${path} away first.`,
    },
  };
}
