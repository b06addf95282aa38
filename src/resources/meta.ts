import type { Place } from '../core/problem.ts';

/** What a service does because something it reads has changed: ordered from least to most. */
export type ServiceAction = 'daemon-reload' | 'reload' | 'restart';

/** Work that a service has to do because something it reads has changed. */
export interface Notification {
  /** systemd unit without `.service`. */
  readonly service: string;
  readonly action: ServiceAction;
}

/** What `handler({ … })` gives, as far as a step that notifies it has to know. */
export interface Notifiable {
  /** Handlers of one name are one piece of work in several strengths. */
  readonly handler: string;
  /** Of those that are notified, the strongest runs, once. */
  readonly strength: number;
}

/** A service's reload or restart, or a handler. */
export type Notify = Notification | Notifiable;

/** A length of time: milliseconds, or a text such as `500ms`, `30s`, `5m`. */
export type Duration = number | string;

/** What every step takes besides its own options. */
export interface StepOptions {
  /** Shown to people. */
  readonly name?: string;
  readonly tags?: readonly string[];
  /** The step is left out where this is false. */
  readonly when?: boolean;
  /** User of the machine that its programs run as, where that is not the one whom the connection has. */
  readonly become?: string;
  /** Variables of its programs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The step has failed when it takes longer. */
  readonly timeout?: Duration;
  /** Tries after the first one that failed; default 0. */
  readonly retries?: number;
  /** Between two tries; default 5 s. */
  readonly delay?: Duration;
  /** A failure is told and stops nothing. */
  readonly ignoreErrors?: boolean;
  /** Who has to do something where the step has changed the machine. */
  readonly notify?: Notify | readonly Notify[];
  /** The step is taken on this host of the inventory instead. */
  readonly delegateTo?: string;
  /** Neither its diff nor what it prints is shown or kept. */
  readonly noLog?: boolean;
}

/** The same, as the runner reads it from a step. */
export interface StepMeta extends Omit<StepOptions, 'name' | 'tags' | 'notify'> {
  readonly notify?: readonly Notify[];
  /** Where in the playbook or role it stands. */
  readonly place?: Place;
}

/** Takes what is for the runner out of a step's options; undefined where there is nothing. */
export function metaOf(options: StepOptions): StepMeta | undefined {
  const { when, become, environment, timeout, retries, delay, ignoreErrors, notify, delegateTo, noLog } =
    options;
  const given = { when, become, environment, timeout, retries, delay, ignoreErrors, delegateTo, noLog };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  if (set.length === 0 && notify === undefined) return undefined;
  return { ...Object.fromEntries(set), ...(notify === undefined ? {} : { notify: [notify].flat() }) };
}
