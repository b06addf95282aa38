import { z } from 'zod';
import type { CallSite } from '../../core/user-code/call-site.ts';
import { duration, text, unitName, word } from '../define/options/option-types.ts';

/** What a service does because something it reads has changed: ordered from least to most. */
export type ServiceAction = 'daemon-reload' | 'reload' | 'restart';

/** Work that a service has to do because something it reads has changed. */
export interface Notification {
  /** systemd unit without `.service`. */
  readonly service: string;
  /** What the service has to do; of several, the strongest is done. */
  readonly action: ServiceAction;
}

/** Marks the answer of a handler; no unit of systemd has a name with a blank. */
const HANDLER = 'handler ';

/** What a handler of this name answers. */
export function handlerAnswer(name: string): string {
  return `${HANDLER}${name}`;
}

/** Whether what is asked is asked of a handler, which has no process. */
export function isHandler(answer: string): boolean {
  return answer.startsWith(HANDLER);
}

/** A service's reload or restart, or a handler by its name. */
export type Notify = Notification | { readonly handler: string };

/** What is asked, in one form. */
export function notifications(notify: StepOptions['notify']): Notification[] {
  return [notify ?? []]
    .flat()
    .map((each) => ('handler' in each ? { service: handlerAnswer(each.handler), action: 'restart' } : each));
}

/** How often something is tried again that has failed. */
export interface Again {
  /** After the first time. */
  readonly times: number;
  /** Milliseconds before each. */
  readonly delayMs: number;
}

/** A length of time: milliseconds, or a text such as `500ms`, `30s`, `5m`. */
export type Duration = number | string;

const wrongNotify =
  "must be { service: 'nginx', action: 'reload' }, { handler: 'its name' }, or a list of such";

const notification = z.union([
  z.strictObject({ service: unitName, action: z.enum(['daemon-reload', 'reload', 'restart']) }).readonly(),
  z.strictObject({ handler: word }).readonly(),
]);

/** Variables by name. */
export function environmentOf(description: string) {
  return z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), text)
    .readonly()
    .optional()
    .meta({ description, examples: [{ http_proxy: 'http://proxy:3128' }] });
}

/** What every kind of step takes besides its own options, with its check and its documentation. */
export const stepOptions = {
  name: word.optional().describe('What people are shown; default: what it is about.'),
  tags: z
    .array(word)
    .readonly()
    .optional()
    .describe('For `--tags` and `--skip-tags`, beside those of its role and play.'),
  when: z.boolean().optional().describe('The step is left out where this is `false`.'),
  environment: environmentOf('Variables of its programs.'),
  notify: z
    .union([notification, z.array(notification).readonly()], wrongNotify)
    .optional()
    .describe(
      'What a change asks of a service, or a handler by its name; carried out once, by the `service` or `handler` of the same play that stands after it.',
    ),
  retries: z.int().min(1).max(1000).optional().describe('How often it is tried again where it has failed.'),
  delay: duration.optional().describe('Time before it is tried again; default 5 s.'),
  noLog: z
    .boolean()
    .optional()
    .describe(
      'Neither its diff nor what it prints is shown or kept, nor its programs by `-vvv` and `--log`.',
    ),
} as const;

/** What every step takes besides its own options. */
export type StepOptions = z.input<z.ZodObject<typeof stepOptions>>;

/** The same, as the runner reads it from a step. */
export interface StepMeta {
  readonly when?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** How often it is tried again. */
  readonly again?: Again;
  /** Of an action: what has come of it is good enough. */
  readonly until?: (result: never) => boolean;
  readonly noLog?: boolean;
  readonly notify?: readonly Notification[];
  /** Its programs are those of who logs in, whoever the session becomes. */
  readonly asLogin?: true;
  /** It is more than a state: it has to be asked for, with `yield*`. */
  readonly onlyAsked?: true;
  /** Where in the playbook or role it is made. */
  readonly made?: CallSite;
}

/** Milliseconds before something is tried again, where nobody says otherwise. */
const DELAY_MS = 5000;

/** How often a step is tried again, by its options as they were read; undefined where it is not. */
export function again({ retries, delay }: Pick<StepOptions, 'retries' | 'delay'>): Again | undefined {
  if (retries === undefined) return undefined;
  return { times: retries, delayMs: delay === undefined ? DELAY_MS : duration.parse(delay) };
}

/** Takes what is for the runner out of a step's options; undefined where there is nothing. */
export function metaOf(options: StepOptions): StepMeta | undefined {
  const { when, environment, notify, noLog } = options;
  const given = { when, environment, noLog, again: again(options) };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  if (set.length === 0 && notify === undefined) return undefined;
  return { ...Object.fromEntries(set), ...(notify === undefined ? {} : { notify: notifications(notify) }) };
}
