import type { Case } from './compare.ts';

import { CONSTRUCTED } from './constructed-cases.ts';
import { INI_CASES } from './ini-cases.ts';
import { JINJA } from './jinja-cases.ts';
import { PATTERNS } from './pattern-cases.ts';
import { PEOPLE } from './people-cases.ts';
import { SOURCES } from './source-cases.ts';
import { YAML_CASES } from './yaml-cases.ts';

export const WRITTEN: readonly Case[] = [
  ...INI_CASES,
  ...YAML_CASES,
  ...SOURCES,
  ...PATTERNS,
  ...PEOPLE,
  ...CONSTRUCTED,
  ...JINJA,
];
