const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** A point in time as YAML has it, in the one form in which Python prints it; undefined for any other text. */
export function timestampText(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zulu, sign, zoneHour, zoneMinute] = match;
  const two = (digits: string | undefined) => (digits ?? '0').padStart(2, '0');
  const micro = fraction.slice(0, 6).padEnd(6, '0');
  const part = Number(micro) === 0 ? '' : `.${micro}`;
  const zone =
    zulu !== undefined ? '+00:00' : sign === undefined ? '' : `${sign}${two(zoneHour)}:${two(zoneMinute)}`;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${part}${zone}`;
}
