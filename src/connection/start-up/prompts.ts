import type { BecomeCommand } from './become-command.ts';

/** How a prompt ends that is recognised at once, in most languages. */
const PROMPT_END = /[:：?？>]\s*$/;
/** An unfinished line of any other kind is a prompt when nothing follows it for so long, in ms. */
const SILENCE_MS = 1_000;

/** What was said on each stream so far, ahead of the shell. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program that changes the user says; no `beginMark` where none is called. */
export type PromptMarks = Pick<BecomeCommand, 'promptMark' | 'asksInWords'> & {
  readonly beginMark: BecomeCommand['beginMark'] | undefined;
};

/**
 * Notices that the program which changes the user asks: by the prompt that it was given, or, for one that asks in words
 * of its own and in whatever language, by a line that it leaves unfinished. What a login says before that program has
 * begun is never a question.
 */
export class Prompts {
  readonly #mark: PromptMarks;
  readonly #onPrompt: (count: number) => void;
  #count = 0;
  /** Characters that belong to questions that were answered. */
  #answered: Said = { stdout: '', stderr: '' };
  #timer: NodeJS.Timeout | undefined;

  constructor(mark: PromptMarks, onPrompt: (count: number) => void) {
    this.#mark = mark;
    this.#onPrompt = onPrompt;
  }

  /** How often it has asked. */
  get count(): number {
    return this.#count;
  }

  /** Something more was said. */
  look(said: Said): void {
    clearTimeout(this.#timer);
    const { promptMark, beginMark, asksInWords } = this.#mark;
    if (promptMark !== undefined) {
      const seen = said.stderr.split(promptMark).length - 1;
      if (seen > this.#count) this.#ask(said, seen);
    }
    if (!asksInWords || beginMark === undefined || !said.stderr.includes(beginMark)) return;
    const lines = (['stdout', 'stderr'] as const).map((stream) => this.#unfinished(said, stream, beginMark));
    if (lines.some((line) => PROMPT_END.test(line))) this.#ask(said, this.#count + 1);
    else if (lines.some((line) => line.trim() !== ''))
      this.#timer = setTimeout(() => this.#ask(said, this.#count + 1), SILENCE_MS);
  }

  /** Nothing more is asked. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /** The program that changes the user was called; true where there is none to be called. */
  hasBegun({ stdout, stderr }: Said): boolean {
    const { beginMark } = this.#mark;
    return beginMark === undefined || stdout.includes(beginMark) || stderr.includes(beginMark);
  }

  /** What that program said itself, or else the login, without marks and prompts. */
  own({ stdout, stderr }: Said): string {
    const { beginMark } = this.#mark;
    const after = (text: string) =>
      beginMark === undefined || !text.includes(beginMark) ? text : text.slice(text.indexOf(beginMark));
    return this.#without(`${after(stdout)}\n${after(stderr)}`).trim();
  }

  #without(text: string): string {
    const { promptMark, beginMark } = this.#mark;
    return [promptMark, beginMark].reduce<string>(
      (rest, mark) => (mark === undefined ? rest : rest.replaceAll(mark, '')),
      text,
    );
  }

  #ask(said: Said, count: number): void {
    this.#count = count;
    this.#answered = said;
    this.#onPrompt(count);
  }

  #unfinished(said: Said, stream: keyof Said, beginMark: string): string {
    const text = said[stream];
    const answered = this.#answered[stream];
    const own = text.slice(Math.max(answered.length, text.indexOf(beginMark) + beginMark.length));
    return text.includes(beginMark) ? own.slice(own.lastIndexOf('\n') + 1) : '';
  }
}
