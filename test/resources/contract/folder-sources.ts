import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What text can be at its worst: quotes, what a shell expands, a leading dash, spaces, more than ASCII. */
export const HOSTILE = `-n it's "$HOME" \`id\` \\n *?[a] ; & | < > ( ) { } # % ~ !\tä中 `;

/** The same on several lines, without a last line's end. */
export const HOSTILE_TEXT = `${HOSTILE}\n--\n\n'${HOSTILE}\n\\\nEOF\n$(id) no end`;

/** Files on the control machine, made once. */
export const sources = mkdtempSync(join(tmpdir(), 'havip-sources-'));
export const binary = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
const put = (name: string, content: string | Buffer, mode = 0o644) => {
  mkdirSync(dirname(join(sources, name)), { recursive: true });
  writeFileSync(join(sources, name), content);
  chmodSync(join(sources, name), mode);
  return join(sources, name);
};
export const image = put('image.bin', binary);
put(`tree/${HOSTILE}/deep.txt`, HOSTILE_TEXT);
put('tree/run.sh', '#!/bin/sh\necho hello\n', 0o755);
put('tree/.hidden', 'h\n');
export const tree = join(sources, 'tree');
export const migration = put('migrate', '#!/bin/sh\nprintf %s "$1" > "$2"\n');
export const hbs = put('conf.hbs', 'value = {{value}}\n');
export const tar = join(sources, 'app.tar.gz');
put('pack/app/bin/app', 'program\n', 0o755);
put('pack/app/README', 'read me\n');
execFileSync('tar', ['czf', tar, '-C', join(sources, 'pack'), 'app']);
export const xz = join(sources, 'app.tar.xz');
execFileSync('tar', ['cJf', xz, '-C', join(sources, 'pack'), 'app']);
export const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
