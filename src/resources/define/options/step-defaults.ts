import type { z } from 'zod';

/** What is said for all steps of a play, or of the host that a step is taken on, where the step itself is silent. */
export interface StepDefaults {
  readonly environment?: Readonly<Record<string, string>>;
  readonly noLog?: boolean;
  readonly becomeUser?: string;
  readonly become?: false;
  /** Who logs in there, where the session becomes another user after that. */
  readonly login?: { readonly user: string | undefined };
}

/** Marks a step whose programs are to be those of who logs in: only the host that it is taken on can say who. */
export function asLogin(options: unknown): { readonly asLogin?: true } {
  return isRecord(options) && options.become === false ? { asLogin: true } : {};
}

/**
 * The options of a call with what is said for all. What the step says itself comes first; variables of both are
 * there together.
 */
export function withDefaults(given: unknown, schema: z.ZodObject, defaults: StepDefaults): unknown {
  if (!isRecord(given)) return given;
  const { environment, noLog } = defaults;
  const own = isRecord(given.environment) ? given.environment : {};
  return {
    ...given,
    ...(environment && { environment: { ...environment, ...own } }),
    ...(noLog !== undefined && given.noLog === undefined && { noLog }),
    ...('becomeUser' in schema.shape ? whose(given, defaults) : {}),
  };
}

/** Whose its programs are; `become` stays where nobody has said who logs in, and is then refused. */
function whose(given: Readonly<Record<string, unknown>>, defaults: StepDefaults): object {
  if (given.becomeUser !== undefined) return {};
  const login = given.become === false || (defaults.becomeUser === undefined && defaults.become === false);
  if (!login) return defaults.becomeUser === undefined ? {} : { becomeUser: defaults.becomeUser };
  if (defaults.login === undefined) return { become: undefined };
  const { user } = defaults.login;
  return user === undefined ? { become: 'unknown' } : { become: undefined, becomeUser: user };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
