import { ParsingError, ProtoError, parse } from 'js-ini';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { CloudCredentials, CredentialWorld } from '../../credentials.ts';
import { pairFrom } from './pair.ts';
import { malformedFile, readKeyFile } from './read-file.ts';
import type { CredentialSource } from './source.ts';

const SECTION = 'default';
const names = { id: 'secret_id', key: 'secret_key' } as const;

/** A file with a section `[default]`, as Tencent's SDKs read it. */
export function iniFile(shown: string): CredentialSource {
  return {
    name: shown,
    find: async (world) => {
      const path = shown.replace(/^~/, world.homeDirectory);
      const text = await readKeyFile(path, world);
      if (!text.ok || text.value === undefined) return text.ok ? success(undefined) : text;
      return keysIn(text.value, path, shown, world);
    },
  };
}

function keysIn(
  text: string,
  path: string,
  shown: string,
  world: CredentialWorld,
): Outcome<CloudCredentials | undefined> {
  const parsed = parseIni(text, path);
  if (!parsed.ok) return parsed;
  const value = (name: string): string | undefined => parsed.value[name]?.replace(/^(["'])(.*)\1$/, '$2');
  const found = { id: value(names.id), key: value(names.key), token: value('token') };
  const line = text.split('\n').findIndex((each) => each.trim() === `[${SECTION}]`) + 1;
  return pairFrom(
    { origin: shown, names, found, place: { file: path, line: Math.max(1, line), column: 1 } },
    world,
  );
}

function parseIni(text: string, file: string): Outcome<Readonly<Record<string, string>>> {
  try {
    const section: unknown = parse(text, { autoTyping: false, comment: [';', '#'] })[SECTION];
    const entries = typeof section === 'object' && section !== null ? Object.entries(section) : [];
    return success(Object.fromEntries(entries.map(([key, value]) => [key, String(value)])));
  } catch (error) {
    if (!(error instanceof ParsingError || error instanceof ProtoError)) throw error;
    const place = { file, line: error.lineNumber, column: 1 };
    return failure(malformedFile(place, '"[section]", "name = value" or a comment'));
  }
}
