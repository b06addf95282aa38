import type { Step } from '../../../resources/steps/step.ts';
import { isAction } from '../../../resources/steps/step.ts';

/** Whether a step takes its machine away for a while. */
export function takesAway(step: Step): boolean {
  return isAction(step) && (step.effects ?? []).some(({ kind }) => kind === 'reboot');
}

/** Work on one host that may go on beside other work, and such that must be alone there. */
class Presence {
  #atWork = 0;
  #away: Promise<void> | undefined;
  #onIdle: () => void = () => undefined;

  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#away !== undefined) await this.#away;
    this.#atWork += 1;
    try {
      return await work();
    } finally {
      this.#atWork -= 1;
      if (this.#atWork === 0) this.#onIdle();
    }
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#away !== undefined) await this.#away;
    let back = (): void => undefined;
    this.#away = new Promise((resolve) => {
      back = resolve;
    });
    try {
      if (this.#atWork > 0)
        await new Promise<void>((resolve) => {
          this.#onIdle = resolve;
        });
      return await work();
    } finally {
      this.#away = undefined;
      back();
    }
  }
}

/** Those of all hosts. */
export class Presences {
  readonly #of = new Map<string, Presence>();

  /** Does work on a host beside that of others. */
  beside<T>(host: string, work: () => Promise<T>): Promise<T> {
    return this.#at(host).beside(work);
  }

  /** Does work when nothing else is under way on these hosts, and nothing begins there meanwhile. */
  alone<T>([host, ...others]: readonly string[], work: () => Promise<T>): Promise<T> {
    return host === undefined ? work() : this.#at(host).alone(() => this.alone(others, work));
  }

  #at(host: string): Presence {
    const presence = this.#of.get(host) ?? new Presence();
    this.#of.set(host, presence);
    return presence;
  }
}
