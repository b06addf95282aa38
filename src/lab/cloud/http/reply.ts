/** What a call gives: the fields of its answer, or the cloud's code and message. */
export type Reply = { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> } | Refused;

export interface Refused {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

/** A call that succeeded. */
export function done(fields: Readonly<Record<string, unknown>> = {}): Reply {
  return { ok: true, fields };
}

/** A call that the cloud turns down; over HTTP that is a 200 all the same. */
export function refused(code: string, message: string): Refused {
  return { ok: false, code, message };
}
