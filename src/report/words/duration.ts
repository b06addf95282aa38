/** A measured time: `82 ms`, `1.25 s`, `12.3 s`, `2 min 05 s`; a dash where nothing was measured. */
export function formatDuration(milliseconds: number | null): string {
  if (milliseconds === null) return '-';
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_995) return `${(milliseconds / 1000).toFixed(2)} s`;
  return formatElapsed(milliseconds);
}

/** A short time with as many decimals as it is worth: `0.08 ms`, `1.2 ms`, `512 ms`. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 10) return `${Math.round(milliseconds)} ms`;
  return `${Number(milliseconds.toFixed(milliseconds < 1 ? 2 : 1))} ms`;
}

/** Time that has passed while something ran: `0.4 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** `HH:MM:SS` in local time. */
export function formatTimeOfDay(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
