import * as z from 'zod';

/** Why a request has no result. */
export interface CallFailure {
  readonly action: string;
  /**
   * `refused`: answered with a code. `status`: an HTTP status other than 200. `network`: no answer, `code`
   * being Node's where there is one. `malformed`: an answer that is none of Tencent's.
   */
  readonly kind: 'refused' | 'status' | 'network' | 'malformed';
  /** `UnsupportedOperation.BindEIP`, `503`, `ECONNREFUSED`; empty where there is none. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  /** The server's clock less this machine's, in milliseconds, where it told its own. */
  readonly skewMs: number | undefined;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly requestId: string }
  | { readonly ok: false; readonly failure: CallFailure };

/** What came back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly skewMs: number | undefined;
}

const envelope = z.object({
  Response: z.looseObject({
    RequestId: z.string().optional(),
    Error: z.object({ Code: z.string(), Message: z.string() }).optional(),
  }),
});

/** Reads an answer: Tencent tells success and failure alike with status 200. */
export function readAnswer<T>(action: string, http: HttpAnswer, schema: z.ZodType<T>): Answer<T> {
  const failed = (
    kind: CallFailure['kind'],
    code: string,
    message: string,
    requestId?: string,
  ): Answer<T> => ({
    ok: false,
    failure: { action, kind, code, message, requestId, skewMs: http.skewMs },
  });
  const parsed = envelope.safeParse(parseJson(http.text));
  const { RequestId: requestId, Error: error } = parsed.data?.Response ?? {};
  if (error !== undefined) return failed('refused', error.Code, error.Message, requestId);
  if (http.status !== 200) return failed('status', String(http.status), excerpt(http.text), requestId);
  if (!parsed.success) return failed('malformed', '', excerpt(http.text));
  const value = schema.safeParse(parsed.data.Response);
  if (value.success) return { ok: true, value: value.data, requestId: requestId ?? '' };
  const [issue] = value.error.issues;
  return failed('malformed', '', `${issue?.path.join('.')}: ${issue?.message}`, requestId);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller tells what the text was.
    return undefined;
  }
}

/** The beginning of a text, on one line. */
function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return 'nothing';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
