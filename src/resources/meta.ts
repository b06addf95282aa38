import { z } from 'zod';
import type { CallSite } from '../core/call-site.ts';
import { text, unitName, word } from './define/option-types.ts';

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

/** A length of time: milliseconds, or a text such as `500ms`, `30s`, `5m`. */
export type Duration = number | string;

const wrongNotify =
  "must be { service: 'nginx', action: 'reload' }, { handler: 'its name' }, or a list of such";

const notification = z.union([
  z.strictObject({ service: unitName, action: z.enum(['daemon-reload', 'reload', 'restart']) }).readonly(),
  z.strictObject({ handler: word }).readonly(),
]);

/** What every kind of step takes besides its own options, with its check and its documentation. */
export const stepOptions = {
  name: word.optional().describe('What people are shown; default: what it is about.'),
  tags: z
    .array(word)
    .readonly()
    .optional()
    .describe('For `--tags` and `--skip-tags`, beside those of its role and play.'),
  when: z.boolean().optional().describe('The step is left out where this is `false`.'),
  environment: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), text)
    .readonly()
    .optional()
    .describe('Variables of its programs.'),
  notify: z
    .union([notification, z.array(notification).readonly()], wrongNotify)
    .optional()
    .describe(
      'What a change asks of a service, or a handler by its name; carried out once, by the `service` or `handler` of the same play that stands after it.',
    ),
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
  readonly become?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeout?: Duration;
  readonly retries?: number;
  readonly delay?: Duration;
  readonly ignoreErrors?: boolean;
  readonly delegateTo?: string;
  readonly noLog?: boolean;
  readonly notify?: readonly Notification[];
  /** Where in the playbook or role it is made. */
  readonly made?: CallSite;
}

/** Takes what is for the runner out of a step's options; undefined where there is nothing. */
export function metaOf(options: StepOptions): StepMeta | undefined {
  const { when, environment, notify, noLog } = options;
  const given = { when, environment, noLog };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  if (set.length === 0 && notify === undefined) return undefined;
  return { ...Object.fromEntries(set), ...(notify === undefined ? {} : { notify: notifications(notify) }) };
}
