import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/** Bytes of one log of one run; a longer one says that it ends, and a file that has more makes way before. */
export const MOST_LOG_BYTES = 8 * 1024 * 1024;

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

/**
 * A log that nobody else can read. It is added to; what stands in its place and is no such file, such as a link,
 * makes way, and what that leads to is left alone. Writing goes on beside the run, in order.
 */
export class LogFile {
  readonly #path: string;
  readonly #onFailure: (error: unknown) => void;
  #waiting: string[] = [];
  #written = 0;
  #work: Promise<void> | undefined;
  #hasFailed = false;

  constructor(path: string, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#onFailure = onFailure;
  }

  /** Takes a text, already masked; never fails, and never waits. */
  write(text: string): void {
    if (this.#hasFailed || this.#written > MOST_LOG_BYTES) return;
    this.#written += Buffer.byteLength(text);
    const full = this.#written > MOST_LOG_BYTES;
    this.#waiting.push(full ? `(the log of this run ends here, at ${MOST_LOG_BYTES} bytes)\n` : text);
    this.#work ??= this.#drain();
  }

  /** When all that was taken is written. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const file = await openLog(this.#path);
        try {
          await file.appendFile(this.#waiting.splice(0).join(''));
        } finally {
          await file.close();
        }
      }
    } catch (error) {
      this.#hasFailed = true;
      this.#onFailure(error);
    }
    this.#work = undefined;
  }
}

async function openLog(path: string): Promise<FileHandle> {
  const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
  const file = await open(path, flags, 0o600).catch((error: NodeJS.ErrnoException) => {
    // A link, or a pipe that nobody reads.
    if (error.code === 'ELOOP' || error.code === 'EMLINK' || error.code === 'ENXIO') return undefined;
    throw error;
  });
  if (file === undefined) return anew(path, () => rm(path));
  const seen = await file.stat();
  const isOurs = seen.isFile() && seen.nlink === 1 && seen.uid === process.geteuid?.();
  if (isOurs && seen.size <= MOST_LOG_BYTES) {
    if ((seen.mode & 0o077) !== 0) await file.chmod(0o600);
    return file;
  }
  await file.close();
  return anew(path, () => (isOurs ? rename(path, `${path}.1`) : rm(path)));
}

async function anew(path: string, clear: () => Promise<void>): Promise<FileHandle> {
  await clear();
  return open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
}
