/** `1795368293.323801935` in milliseconds, or undefined. */
export function millisecondsOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined || !/^\d+(\.\d+)?$/.test(seconds)) return undefined;
  return Number(seconds) * 1000;
}

/** `2026-11-22T17:21:14.798391`, UTC, in milliseconds since the epoch, or undefined. */
export function millisecondsOfIso(stamp: string | undefined): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})$/.exec(stamp ?? '');
  if (parts === null) return undefined;
  return Date.parse(`${parts[1]}Z`) + Number(parts[2]) / 1000;
}
