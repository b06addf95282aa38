/** A unit, as far as waves know it. */
export interface WaveUnit {
  readonly name: string;
  readonly hasFailed: boolean;
  readonly isOver: boolean;
  readonly hasChanged: boolean;
  /** What it came to, for a journal. */
  readonly result?: object | undefined;
  /** Everything is done to it. */
  runAll(): Promise<void>;
  /** A look at one that was finished in an earlier wave. */
  again(): Promise<void>;
  /** What was seen of it is void. */
  forget(): Promise<void>;
}
