import type { ListrTaskEventType, ListrTaskObject } from 'listr2';
import { displayWidth } from '../text.ts';

type Task = ListrTaskObject<unknown>;

/** What the renderer needs from its surroundings. */
export interface LiveTerminal {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** The sign before the head: a spinner while it runs, then the run's outcome. */
  readonly icon: () => string;
}

const ESCAPES = /\x1b\[[0-9;]*m/g;

/**
 * A listr2 renderer for one task that is a whole run: its title with an icon, and below it its output as it is.
 * It paints over the lines of the picture before, each in one go and never blank in between, so nothing flickers;
 * listr2's own renderer wraps, measures and repaints for every single event, which holds up the event loop.
 * The cursor stays visible: a run that is killed leaves the terminal as it was. `outputEvent` is passed in
 * because a value from listr2 would load it.
 */
export function liveRenderer(terminal: LiveTerminal, outputEvent: ListrTaskEventType.OUTPUT) {
  return class LiveRenderer {
    static nonTTY = true;
    static rendererOptions: Record<PropertyKey, never> = {};
    static rendererTaskOptions: Record<PropertyKey, never> = {};
    readonly #tasks: readonly Task[];
    #painted: readonly string[] = [];

    constructor(tasks: readonly Task[]) {
      this.#tasks = tasks;
    }

    render(): void {
      for (const task of this.#tasks) task.on(outputEvent, () => this.#paint());
    }

    end(): void {
      this.#paint();
    }

    #paint(): void {
      const lines = this.#tasks.flatMap(linesOf);
      const up = rowsTaken(this.#painted, terminal.columns());
      terminal.write(
        `${up > 0 ? `\x1b[${up}A\r` : ''}${lines.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J`,
      );
      this.#painted = lines;
    }
  };

  function linesOf(task: Task): string[] {
    const body = task.output === undefined || task.output === '' ? [] : task.output.split('\n');
    return [`${terminal.icon()} ${task.title ?? ''}`, ...body.map((line) => `  ${line}`)];
  }
}

/** Terminal rows that painted lines take now: more than lines if the window has become narrower since. */
function rowsTaken(lines: readonly string[], columns: number): number {
  let rows = 0;
  for (const line of lines) rows += Math.max(1, Math.ceil(displayWidth(line.replace(ESCAPES, '')) / columns));
  return rows;
}
