import { parseDocument } from 'yaml';
import * as z from 'zod';
import { failure, success } from '../../../core/outcome.ts';
import type { Place } from '../../../core/problem.ts';
import { pairFrom } from './pair.ts';
import { malformedFile, readKeyFile } from './read-file.ts';
import type { CredentialSource } from './source.ts';

const names = { id: 'secretId', key: 'secretKey' } as const;
const file = z.object({
  secretId: z.string().optional(),
  secretKey: z.string().optional(),
  token: z.string().nullish(),
});

/** A profile of tccli, Tencent's own command line; TCCLI_PROFILE names another than `default`. */
export const fromTccli: CredentialSource = {
  name: 'tccli (~/.tccli/PROFILE.credential)',
  find: async (world) => {
    const profile = world.environment.TCCLI_PROFILE;
    const name = profile === undefined || profile === '' ? 'default' : profile;
    const shown = `~/.tccli/${name}.credential`;
    const path = shown.replace('~', world.homeDirectory);
    const text = await readKeyFile(path, world);
    if (!text.ok) return text;
    if (text.value === undefined)
      return profile === undefined ? success(undefined) : failure(noProfile(shown));
    const place: Place = { file: path, line: 1, column: 1 };
    const json = parseJson(text.value);
    if ('line' in json) return failure(malformedFile({ ...place, line: json.line }, 'JSON'));
    const keys = file.safeParse(json.value);
    if (!keys.success) return failure(malformedFile(place, 'a mapping with secretId and secretKey'));
    const { secretId: id, secretKey: key, token } = keys.data;
    return pairFrom({ origin: shown, names, found: { id, key, token: token ?? undefined }, place }, world);
  },
};

function noProfile(shown: string) {
  return {
    code: 'usage.credentials-file',
    summary: `TCCLI_PROFILE names a profile that is not there: ${shown}`,
    fix: 'Correct TCCLI_PROFILE, or make the profile: tccli configure --profile NAME.',
  } as const;
}

/** The value, or the line at which the text stops being JSON. */
function parseJson(text: string): { readonly value: unknown } | { readonly line: number } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // V8 seldom tells where; the YAML parser does.
    const [error] = parseDocument(text, { schema: 'json' }).errors;
    return { line: error?.linePos?.[0].line ?? 1 };
  }
}
