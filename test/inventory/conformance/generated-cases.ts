import fc from 'fast-check';
import type { Case } from './compare.ts';
import { ini, json, program, toml, variableFiles, yaml } from './generated-formats.ts';
import { type Model, model, pattern } from './generated-model.ts';

const ONE_FILE = [
  { kind: 'INI', file: 'hosts', format: ini },
  { kind: 'INI', file: 'hosts.ini', format: ini },
  { kind: 'YAML', file: 'hosts.yml', format: yaml },
  { kind: 'YAML', file: 'hosts.yaml', format: yaml },
  { kind: 'YAML', file: 'hosts', format: yaml },
  { kind: 'JSON', file: 'hosts.json', format: json },
  { kind: 'TOML', file: 'hosts.toml', format: toml },
  { kind: 'program', file: 'hosts.sh', format: program },
] as const;

type Kind = (typeof ONE_FILE)[number];

interface Draw {
  readonly kinds: readonly Kind[];
  readonly models: readonly Model[];
  readonly beside: Model;
  readonly play: Model;
  readonly form: number;
  readonly layout: 'one' | 'vars' | 'play' | 'several' | 'folder';
  readonly patterns: readonly string[];
}

const draw: fc.Arbitrary<Draw> = fc.record({
  kinds: fc.array(fc.constantFrom(...ONE_FILE), { minLength: 3, maxLength: 3 }),
  models: fc.array(model, { minLength: 3, maxLength: 3 }),
  beside: model,
  play: model,
  form: fc.nat(5),
  layout: fc.constantFrom('one', 'one', 'vars', 'play', 'several', 'folder'),
  patterns: fc.array(pattern, { minLength: 4, maxLength: 4 }),
});

/** The same inventories for the same seed. */
export function generated(count: number, seed: number): readonly Case[] {
  return fc.sample(draw, { numRuns: count, seed }).map((each, index) => caseOf(each, `generated ${index}`));
}

function caseOf({ kinds, models, beside, play, form, layout, patterns }: Draw, name: string): Case {
  const used = layout === 'several' || layout === 'folder' ? kinds : kinds.slice(0, 1);
  const inFolder = layout === 'folder';
  const files = used.flatMap(({ file, format }, index) => {
    const each = models[index];
    return each === undefined ? [] : [[placeOf(file, index, layout), format(each)] as const];
  });
  const around = {
    ...(layout === 'one' ? {} : variableFiles(beside, inFolder ? 'inv/' : '', form)),
    ...(layout === 'play' ? variableFiles(play, 'play/', form + 1) : {}),
  };
  return {
    name: `${name}: ${used.map(({ kind }) => kind).join(' and ')}, ${layout}`,
    files: { ...Object.fromEntries(files), ...around },
    sources: inFolder ? ['inv'] : files.map(([path]) => path),
    ...(layout === 'play' ? { playbookFolder: 'play' } : {}),
    patterns: [...patterns, 'all'],
    drawn: true,
  };
}

function placeOf(file: string, index: number, layout: Draw['layout']): string {
  if (layout === 'one' || layout === 'vars' || layout === 'play') return file;
  return layout === 'several' ? `${index}-${file}` : `inv/${index}-${file}`;
}
