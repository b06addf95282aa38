import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection/connection.ts';
import { codes, value } from './outcomes.ts';

/** What must hold for uploads; `folder` is where they may go. */
export function uploadConformance(opened: () => Connection, folder: () => string): void {
  describe('upload', () => {
    const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

    it('writes bytes as they are, with the mode', async () => {
      const path = join(folder(), "it's a $file");
      const content = Buffer.from(Array.from({ length: 5_000 }, (_, n) => n % 256));
      value(await opened().upload(content, path, 0o640));
      expect(readFileSync(path).equals(content)).toBe(true);
      expect(statSync(path).mode & 0o7777).toBe(0o640);
    });

    it.each([0, 1, 5_000_001])('writes a file of %i bytes', async (size) => {
      const source = join(folder(), `source-${size}`);
      const path = join(folder(), `copy-${size}`);
      writeFileSync(source, Buffer.alloc(size, 'abcdefg'));
      value(await opened().upload({ path: source }, path, 0o600));
      expect(digest(path)).toBe(digest(source));
    });

    it('replaces what was there, a link too', async () => {
      writeFileSync(join(folder(), 'old'), 'old');
      symlinkSync(join(folder(), 'old'), join(folder(), 'link'));
      value(await opened().upload(Buffer.from('new'), join(folder(), 'link'), 0o644));
      expect(readFileSync(join(folder(), 'link'), 'utf8')).toBe('new');
      expect(readFileSync(join(folder(), 'old'), 'utf8')).toBe('old');
    });

    it('fails without leaving anything', async () => {
      const place = join(folder(), 'place');
      mkdirSync(join(place, 'taken'), { recursive: true });
      const content = Buffer.from('x');
      expect(codes(await opened().upload(content, join(place, 'taken'), 0o644))).toEqual([
        'host.upload-failed',
      ]);
      expect(codes(await opened().upload(content, join(place, 'no/file'), 0o644))).toEqual([
        'host.upload-failed',
      ]);
      const missing = { path: join(folder(), 'nowhere') };
      expect(codes(await opened().upload(missing, join(place, 'x'), 0o644))).toEqual([
        'usage.unreadable-file',
      ]);
      expect([readdirSync(place), readdirSync(join(place, 'taken'))]).toEqual([['taken'], []]);
    });
  });
}
