import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { parseDuration } from '../core/text/duration.ts';

/*
 * The building blocks of the havip schema. The message of every check is the whole expectation ("a whole
 * number from 1 to 255"), since that, and not which of the checks failed, helps the reader; it is also the
 * title in the JSON Schema and the type in the reference table.
 */

export function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error }).meta({ title: error });
}

export function flag() {
  const error = 'true or false';
  return z.boolean({ error }).meta({ title: error });
}

export function choice<const T extends readonly [string, ...string[]]>(...names: T) {
  const error = `one of ${names.join(', ')}`;
  return z.enum(names, { error }).meta({ title: error });
}

export function text(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected }).meta({ title: expected });
}

export function list<T extends z.ZodType>(item: T, expected: string, most: number) {
  return z
    .array(item, { error: expected })
    .min(1, { error: expected })
    .max(most, { error: expected })
    .meta({ title: expected });
}

/** A mapping without other keys than these. */
export function mapping<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, { error: 'a mapping' });
}

/**
 * A mapping of which one key is mostly all that is written: then its value may stand alone. The title says
 * so to the JSON Schema.
 */
export function shorthand<T extends z.ZodObject>(key: string & keyof T['shape'], schema: T) {
  return z
    .preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), schema)
    .meta({ shorthand: key });
}

const IPV4 = '^\\d{1,3}(\\.\\d{1,3}){3}$';

/** Four decimal parts without leading zeros, which some programs read as octal. */
export function ipv4() {
  const error = 'an IPv4 address such as 172.16.16.12';
  return z
    .string({ error })
    .regex(new RegExp(IPV4), { error })
    .refine(isIpv4, { error })
    .meta({ title: error });
}

/** An address, or the word that leaves it to somebody else. */
export function ipv4OrAuto(expected: string) {
  return z
    .string({ error: expected })
    .regex(/^(auto|\d{1,3}(\.\d{1,3}){3})$/, { error: expected })
    .refine((value) => value === 'auto' || isIpv4(value), { error: expected })
    .meta({ title: expected });
}

export function isIpv4(value: unknown): value is string {
  return typeof value === 'string' && ipaddr.IPv4.isValidFourPartDecimal(value) && !/(?:^|\.)0\d/.test(value);
}

/** A span of time, in milliseconds once parsed; limits in milliseconds. */
export function duration(from: number, to: number, expected: string) {
  return z
    .union(
      [
        text(expected, /^\d+(\.\d+)?\s*(ms|s|m|h)?$/),
        z.number({ error: expected }).min(0, { error: expected }),
      ],
      { error: expected },
    )
    .transform((value) => parseDuration(String(value)))
    .refine((value) => value >= from && value <= to, { error: expected })
    .meta({ title: expected });
}

/** A span in whole seconds, parsed to milliseconds. */
export function wholeSeconds(from: number, to: number) {
  const expected = `whole seconds from ${from}s to ${to}s`;
  return duration(from * 1000, to * 1000, expected).refine((value) => value % 1000 === 0, {
    error: expected,
  });
}
