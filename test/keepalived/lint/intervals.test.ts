import { expect, it } from 'vitest';
import { lintNode } from '../../../src/keepalived/lint/lint.ts';
import { mendTexts } from '../../../src/keepalived/lint/mend.ts';
import { config, edited, GOOD } from './sample.ts';

/** The good configuration with another version, of which 3 has no authentication. */
const withInterval = (version: string, interval: string) =>
  edited(
    GOOD,
    ['advert_int 1', `version ${version}\n    advert_int ${interval}`],
    ...(version === '3' ? [[/ {4}authentication \{[^}]*}\n/, ''] as const] : []),
  );

it.each([
  ['2', '1', undefined],
  ['2', '2.5', '3'],
  ['2', '0.3', '1'],
  ['3', '0.3', undefined],
  ['3', '40.95', undefined],
  ['3', '40.96', '40.95'],
  ['3', '60', '40.95'],
  ['3', '1.005', '1.01'],
])('KA093: version %s with advert_int %s', (version, interval, taken) => {
  const text = withInterval(version, interval);
  const found = lintNode(config(text), {}).filter(({ rule }) => rule === 'KA093');
  expect(found.map(({ place }) => place.line)).toEqual(taken === undefined ? [] : [22]);
  const [mended] = mendTexts([{ file: 'a.conf', text }]).texts;
  expect((mended?.text ?? text).includes(`advert_int ${taken ?? interval}\n`)).toBe(true);
});
