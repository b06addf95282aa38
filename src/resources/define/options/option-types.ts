import { z } from 'zod';
import { SECRET_AS_TEXT, Secret } from '../../../core/secret.ts';
import { parseDuration } from '../../../core/text/duration.ts';

/** Silently, asterisks would get onto the machine. */
const MASKED = 'holds the mask of a secret in place of the secret: write its `reveal()` there';

/** What each kind of option is called in a message, a schema and the documentation. */
const ABSOLUTE = 'must be an absolute path, such as /etc/motd';

/** A text that a shell and a file of lines can carry. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'must not hold a NUL character')
  .refine((value) => !value.includes(SECRET_AS_TEXT), MASKED);

/** The same on one line. */
export const line = text.refine((value) => !/[\r\n]/.test(value), 'must be one line').meta({ title: 'line' });

/** The same, and something. */
export const word = line.refine((value) => value !== '', 'must not be empty').meta({ title: 'text' });

/**
 * A path on the machine; given back without what means nothing (`//`, `/./`, a last `/`), so that one thing has
 * one name. `..` is refused: what stands there depends on links.
 */
export const absolutePath = line
  .refine((path) => path.startsWith('/'), ABSOLUTE)
  .refine((path) => !path.split('/').includes('..'), 'must not hold ..')
  .transform((path) => path.replaceAll(/\/(?:\.?\/)+/g, '/').replace(/(?<=.)\/\.?$/, ''))
  .meta({ title: 'path', examples: ['/etc/motd'] });

/** The same for a file, which is never the root of all. */
export const filePath = absolutePath.refine((path) => path !== '/', 'must not be /').meta({ title: 'path' });

/** Written as decimal numbers by people who forgot the `0o`: `644` is 0o1204. None is a mode in its own right. */
const FORGOTTEN_OCTAL: readonly number[] = [
  400, 440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 666, 700, 710, 711, 750, 755, 770, 775, 777, 1777,
  2755, 2775, 4755,
];

const wrongDuration = "must be a time such as '30s' or '5m', or a number of milliseconds";

const noMode = "must be a mode such as 0o644 or '0644'";

const wrongMode =
  "must be a mode such as 0o644 or '0644': a number without 0o is a decimal one, and means another mode";

/** Permissions, as `0o644` or `'0644'`; given back as chmod takes them, without a leading zero. */
export const mode = z
  .union(
    [z.int(noMode).min(0, noMode).max(0o7777, noMode), z.string().regex(/^0?o?[0-7]{3,4}$/, wrongMode)],
    noMode,
  )
  .refine((value) => typeof value === 'string' || !FORGOTTEN_OCTAL.includes(value), wrongMode)
  .transform((value) => (typeof value === 'number' ? value.toString(8) : value.replace(/^0?o?0*/, '') || '0'))
  .meta({ title: 'mode', examples: ['0640'] });

/** Name of a user or a group, or its number, as `chown` and `useradd` take it. */
export const accountName = z
  .union([z.int().min(0), z.string()], 'must be a name or a number')
  .transform(String)
  .refine((name) => /^(?:[A-Za-z_][A-Za-z0-9_.-]*\$?|\d+)$/.test(name), 'must be a name such as www-data')
  .meta({ title: 'account', examples: ['www-data'] });

/** Somebody whose programs are run: a name, since not every machine's tools take a number there. */
export const userName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/, 'must be the name of a user, such as postgres')
  .meta({ title: 'account', examples: ['postgres'] });

/** What a program may end with. */
export const exitCodes = z
  .array(z.int().min(0).max(255))
  .min(1)
  .readonly()
  .default([0])
  .meta({ examples: [[0, 1]] });

/** A user or a group that may have to be made: a name only, and one that useradd takes. */
export const newAccountName = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]{0,30}\$?$/, 'must be a name of small letters, digits, _ and -')
  .meta({ title: 'account' });

/** A text that is never shown, also as a secret of the inventory. */
export const secretText = z
  .union([z.instanceof(Secret), z.string()], 'must be a text or a secret')
  .transform((value) => (typeof value === 'string' ? value : value.reveal()))
  .refine((value) => !/[\r\n\0:]/.test(value), 'must be one line without a colon')
  .meta({ title: 'secret' });

/** An address of the web, or of a file that the machine itself has. */
export const webAddress = word
  .refine(
    (value) => /^(https?|ftp|file):\/\/\S+$/.test(value),
    'must be an address such as https://example.com/x',
  )
  .meta({ title: 'address', examples: ['http://127.0.0.1:8080/health'] });

/** A systemd unit as people write it; `.service` may be left out and is left out here. */
export const unitName = word
  .refine((name) => /^[A-Za-z0-9:_.\\][A-Za-z0-9:_.\\@-]*$/.test(name), 'must be the name of a systemd unit')
  .transform((name) => name.replace(/\.service$/, ''))
  .meta({ title: 'unit', examples: ['nginx'] });

/** A package's name, also with an architecture; never what a package manager would take for an option or a file. */
export const packageName = word
  .refine((name) => /^[A-Za-z0-9][A-Za-z0-9+._:-]*$/.test(name), 'must be the name of a package')
  .meta({ title: 'package', examples: ['nginx'] });

/** A program's name, which becomes part of file names. */
export const programName = word
  .refine((name) => /^[A-Za-z0-9][A-Za-z0-9+._-]*$/.test(name), 'must be the name of a program')
  .meta({ title: 'program' });

/** A program, in POSIX sh. */
export const posixShell = text
  .refine((value) => value.trim() !== '', 'must not be empty')
  .meta({ title: 'POSIX sh' });

/** A length of time as people give it: milliseconds, or a text such as `500ms`, `30s`, `5m`. */
export const durationGiven = z
  .union([z.number(), z.string()], wrongDuration)
  .refine((given) => milliseconds(given) > 0, wrongDuration)
  .meta({ title: 'time', examples: ['30s'] });

/** The same, given back in milliseconds. */
export const duration = durationGiven.transform(milliseconds).meta({ title: 'time', examples: ['30s'] });

function milliseconds(given: number | string): number {
  return typeof given === 'number' ? given : parseDuration(given);
}

/** Lower-case SHA-256 in hex. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'must be a SHA-256: 64 hex digits')
  .transform((value) => value.toLowerCase())
  .meta({ title: 'sha256' });
