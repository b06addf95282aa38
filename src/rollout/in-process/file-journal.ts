import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { Json } from '../json.ts';
import type { StepJournal } from './step-journal.ts';

/** A journal's text, as far as it was written to its end. */
export interface JournalText {
  /** What the rollout began with. */
  readonly header: Json;
  /** What was done, by name. */
  readonly steps: ReadonlyMap<string, Json>;
  /** Bytes that count; what is after them is a line that was cut off. */
  readonly length: number;
}

/** Reads a journal; undefined where it is none. */
export async function readJournal(path: string): Promise<JournalText | undefined> {
  const bytes = await readFile(path);
  const length = bytes.lastIndexOf('\n') + 1;
  const [first, ...lines] = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  const header = first === undefined ? undefined : parsed(first);
  const steps = new Map<string, Json>();
  for (const line of lines) {
    const entry = parsed(line);
    if (!isStep(entry)) return undefined;
    steps.set(entry.step, entry.value);
  }
  return header === undefined ? undefined : { header, steps, length };
}

/**
 * A journal in a file: a line a step, on the disk before the step counts as done. What cannot be written any more is
 * told once, and the rollout goes on without.
 */
export class FileJournal implements StepJournal {
  readonly #file: FileHandle;
  readonly #known: ReadonlyMap<string, Json>;
  readonly #onFailure: (error: unknown) => void;
  #lines: string[] = [];
  #last: Promise<void> = Promise.resolve();
  #hasFailed = false;

  private constructor(
    file: FileHandle,
    known: ReadonlyMap<string, Json>,
    onFailure: (error: unknown) => void,
  ) {
    this.#file = file;
    this.#known = known;
    this.#onFailure = onFailure;
  }

  /** A new file, for its owner alone; rejects where there is one. */
  static async begin(path: string, header: Json, onFailure: (error: unknown) => void): Promise<FileJournal> {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.write(`${JSON.stringify(header)}\n`);
      await file.datasync();
    } catch (error) {
      await file.close();
      throw error;
    }
    return new FileJournal(file, new Map(), onFailure);
  }

  /** Goes on with a file that was read, after its last whole line. */
  static async goOn(
    path: string,
    { steps, length }: JournalText,
    onFailure: (error: unknown) => void,
  ): Promise<FileJournal> {
    const file = await open(path, 'r+');
    await file.truncate(length);
    await file.close();
    return new FileJournal(await open(path, 'a'), steps, onFailure);
  }

  read(name: string): Json | undefined {
    return this.#known.get(name);
  }

  write(step: string, value: Json): Promise<void> {
    this.#lines.push(`${JSON.stringify({ step, value })}\n`);
    this.#last = this.#last.then(() => this.#drain());
    return this.#last;
  }

  /** All that was written is on the disk. */
  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }

  /** Writes what has come together meanwhile in one go. */
  async #drain(): Promise<void> {
    const lines = this.#lines.splice(0);
    if (lines.length === 0 || this.#hasFailed) return;
    try {
      await this.#file.appendFile(lines.join(''));
      await this.#file.datasync();
    } catch (error) {
      // Half a line may stand there; nothing may come after it.
      this.#hasFailed = true;
      this.#onFailure(error);
    }
  }
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

function isStep(entry: Json | undefined): entry is { readonly step: string; readonly value: Json } {
  if (typeof entry !== 'object' || entry === null || !('step' in entry) || !('value' in entry)) return false;
  return typeof entry.step === 'string' && entry.value !== undefined;
}
