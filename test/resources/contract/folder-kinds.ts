import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { templateFile } from '../../../src/api/template-file.ts';
import { quote } from '../../../src/core/programs/shell.ts';
import { command } from '../../../src/resources/command.ts';
import { file } from '../../../src/resources/file.ts';
import { fileAbsent } from '../../../src/resources/file-absent.ts';
import { archive } from '../../../src/resources/files/archive.ts';
import { blockInFile } from '../../../src/resources/files/block-in-file.ts';
import { copy } from '../../../src/resources/files/copy.ts';
import { directory } from '../../../src/resources/files/directory.ts';
import { download } from '../../../src/resources/files/download.ts';
import { lineInFile } from '../../../src/resources/files/line-in-file.ts';
import { link } from '../../../src/resources/files/link.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { script } from '../../../src/resources/system/script.ts';
import {
  binary,
  HOSTILE,
  HOSTILE_TEXT,
  hashOf,
  hbs,
  image,
  migration,
  tar,
  tree,
  xz,
} from './folder-sources.ts';

/** Who the tests are: they need not be root. */
export interface Owner {
  readonly owner: string;
  readonly group: string;
}

/** One kind, in one situation. */
export interface Case {
  readonly what: string;
  /** The machine fetches something from the web for it. */
  readonly web?: true;
  /** What is there before. */
  readonly before?: (path: string) => void;
  readonly wanted: (path: string, owner: Owner, server: string) => Resource;
  /** Whether it is as it should be. */
  readonly holds: (path: string) => boolean;
}

const written = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const write =
  (content: string, mode = 0o640) =>
  (path: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, mode);
  };

export const CASES: readonly Case[] = [
  {
    what: 'file: a new one in new folders',
    wanted: (path, owner) => file({ path: `${path}/x/y`, content: HOSTILE_TEXT, mode: 0o600, ...owner }),
    holds: (path) => written(`${path}/x/y`) === HOSTILE_TEXT,
  },
  {
    what: 'file: another content and mode',
    before: write('before\n'),
    wanted: (path, owner) => file({ path, content: 'after\n', mode: '0755', ...owner }),
    holds: (path) => written(path) === 'after\n',
  },
  {
    what: 'file: another mode alone',
    before: write('same\n'),
    wanted: (path, owner) => file({ path, content: 'same\n', mode: 0o400, ...owner }),
    holds: (path) => written(path) === 'same\n',
  },
  {
    what: 'file: an empty one',
    wanted: (path, owner) => file({ path, content: '', ...owner }),
    holds: (path) => written(path) === '',
  },
  {
    what: 'fileAbsent',
    before: write(HOSTILE_TEXT),
    wanted: (path) => fileAbsent({ path }),
    holds: (path) => !existsSync(path),
  },
  {
    what: 'templateFile',
    wanted: (path, owner) => templateFile({ path, template: hbs, variables: { value: HOSTILE }, ...owner }),
    holds: (path) => written(path) === `value = ${HOSTILE}\n`,
  },
  {
    what: 'directory: a new one in new folders',
    wanted: (path, owner) => directory({ path: `${path}/x/y`, mode: 0o750, ...owner }),
    holds: (path) => existsSync(`${path}/x/y`),
  },
  {
    what: 'directory: another mode',
    before: (path) => mkdirSync(path, { mode: 0o700 }),
    wanted: (path) => directory({ path, mode: 0o711 }),
    holds: (path) => existsSync(path),
  },
  {
    what: 'directory: none, with all that is in it',
    before: write('precious\n'),
    wanted: (path) => directory({ path: dirname(path), state: 'absent' }),
    holds: (path) => !existsSync(dirname(path)),
  },
  {
    what: 'link: a new one',
    wanted: (path) => link({ path, target: HOSTILE }),
    holds: (path) => readlinkSync(path) === HOSTILE,
  },
  {
    what: 'link: another target, a folder',
    before: (path) => symlinkSync('/usr', path),
    wanted: (path) => link({ path, target: '/tmp' }),
    holds: (path) => readlinkSync(path) === '/tmp',
  },
  {
    what: 'link: none',
    before: (path) => symlinkSync('/usr', path),
    wanted: (path) => link({ path, state: 'absent' }),
    holds: (path) => !existsSync(path),
  },
  {
    what: 'copy: a binary file in the place of another',
    before: write('old\n'),
    wanted: (path, owner) => copy({ from: image, to: path, ...owner }),
    holds: (path) => readFileSync(path).equals(binary),
  },
  {
    what: 'copy: a tree, of which a part is there',
    before: (path) => write('#!/bin/sh\necho hello\n', 0o755)(`${path}/run.sh`),
    wanted: (path, owner) => copy({ from: tree, to: path, ...owner }),
    holds: (path) =>
      written(`${path}/${HOSTILE}/deep.txt`) === HOSTILE_TEXT && written(`${path}/.hidden`) === 'h\n',
  },
  {
    what: 'lineInFile: at the end of a text without end',
    before: write('one\ntwo'),
    wanted: (path) => lineInFile({ path, line: HOSTILE }),
    holds: (path) => written(path) === `one\ntwo\n${HOSTILE}\n`,
  },
  {
    what: 'lineInFile: in the place of another',
    before: write('# Port 22\nPort 22\nlast\n'),
    wanted: (path) => lineInFile({ path, line: 'Port 2222', match: /^Port / }),
    holds: (path) => written(path) === '# Port 22\nPort 2222\nlast\n',
  },
  {
    what: 'lineInFile: none',
    before: write('a\nb\na\n'),
    wanted: (path) => lineInFile({ path, line: 'a', state: 'absent' }),
    holds: (path) => written(path) === 'b\n',
  },
  {
    what: 'blockInFile: a new one in a new file',
    wanted: (path) => blockInFile({ path, block: HOSTILE_TEXT, create: true }),
    holds: (path) =>
      written(path) === `# BEGIN managed by havip-deploy\n${HOSTILE_TEXT}\n# END managed by havip-deploy\n`,
  },
  {
    what: 'blockInFile: another content where it was',
    before: write('a\n# BEGIN m\nold\n# END m\nz\n'),
    wanted: (path) => blockInFile({ path, marker: 'm', block: 'new\n' }),
    holds: (path) => written(path) === 'a\n# BEGIN m\nnew\n# END m\nz\n',
  },
  {
    what: 'blockInFile: none',
    before: write('a\n# BEGIN m\nold\n# END m\nz\n'),
    wanted: (path) => blockInFile({ path, marker: 'm', block: '', state: 'absent' }),
    holds: (path) => written(path) === 'a\nz\n',
  },
  {
    what: 'download: in the place of another',
    web: true,
    before: write('old\n'),
    wanted: (path, owner, server) =>
      download({ url: `${server}/image.bin`, sha256: hashOf(image), path, mode: 0o755, ...owner }),
    holds: (path) => readFileSync(path).equals(binary),
  },
  {
    what: 'archive: sent, in the place of a folder',
    before: (path) => write('old\n')(`${path}/old`),
    wanted: (path, owner) =>
      archive({ from: { path: tar }, sha256: hashOf(tar), to: path, strip: 1, ...owner }),
    holds: (path) => written(`${path}/README`) === 'read me\n' && !existsSync(`${path}/old`),
  },
  {
    what: 'archive: compressed in another way',
    wanted: (path, owner) => archive({ from: { path: xz }, sha256: hashOf(xz), to: path, ...owner }),
    holds: (path) => written(`${path}/app/bin/app`) === 'program\n',
  },
  {
    what: 'archive: fetched',
    web: true,
    wanted: (path, owner, server) =>
      archive({ from: { url: `${server}/app.tar.gz` }, sha256: hashOf(tar), to: path, ...owner }),
    holds: (path) => written(`${path}/app/bin/app`) === 'program\n',
  },
  {
    what: 'command',
    wanted: (path) =>
      command({
        name: `command ${HOSTILE}`,
        run: `: > ${quote(path)}`,
        unless: `test -e ${quote(path)}`,
        undo: `rm -f ${quote(path)}`,
      }),
    holds: (path) => existsSync(path),
  },
  {
    what: 'script',
    wanted: (path) =>
      script({
        name: `script ${HOSTILE}`,
        file: migration,
        arguments: [HOSTILE, path],
        unless: `test -e ${quote(path)}`,
        undo: `rm -f ${quote(path)}`,
      }),
    holds: (path) => written(path) === HOSTILE,
  },
];
