import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { mendTexts } from '../../../src/keepalived/lint/mend.ts';
import { disagreement } from './differ.ts';
import { generate } from './generate.ts';
import { judge, ownRelease } from './world.ts';

const release = ownRelease();

/** By default a few; `HAVIP_DIFFERENTIAL=2000 HAVIP_SEED=7` asks for more of another seed. */
const count = Number(process.env.HAVIP_DIFFERENTIAL ?? 24);
const seed = Number(process.env.HAVIP_SEED ?? 1);

/** A source tree of keepalived, whose samples are to be read; there is none in this repository. */
const source = process.env.HAVIP_KEEPALIVED_SOURCE;

describe.skipIf(release === undefined)('beside the keepalived of this machine', () => {
  it(
    `lint agrees on ${count} configurations drawn from the vocabulary (seed ${seed})`,
    () => {
      const texts = generate(seed, count);
      const verdicts = judge(release ?? '', texts);
      // Otherwise one of the two would be asked about nothing.
      for (const verdict of ['accepted', 'rejected'])
        expect(verdicts.map((each) => each.verdict)).toContain(verdict);
      const found = texts.flatMap((text, index) => {
        const verdict = verdicts[index];
        return (verdict && disagreement(text, verdict, release ?? '')) ?? [];
      });
      expect(found).toEqual([]);
    },
    60_000 + count * 1000,
  );

  it('the guide’s configurations are accepted once their safe mends are made, and not before', () => {
    const texts = ['primary', 'secondary'].map((node) =>
      readFileSync(new URL(`../fixtures/guide-${node}.conf`, import.meta.url), 'utf8'),
    );
    const mended = texts.flatMap((text) =>
      mendTexts([{ file: 'a.conf', text }]).texts.map((each) => each.text),
    );
    const verdicts = judge(release ?? '', [...texts, ...mended]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['rejected', 'rejected', 'accepted', 'accepted']);
  });
});

describe.skipIf(source === undefined)('keepalived’s own samples (HAVIP_KEEPALIVED_SOURCE)', () => {
  const folder = join(source ?? '', 'doc/samples');
  const files =
    source === undefined ? [] : readdirSync(folder).filter((name) => /^keepalived\.conf/.test(name));

  it('have no error that keepalived does not see', () => {
    const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
    const verdicts = judge(release ?? '', texts);
    const wrong = texts.flatMap((text, index) => {
      const accepted = verdicts[index]?.verdict === 'accepted';
      const { findings } = lintFiles([{ file: files[index] ?? '', text }]);
      const refused = findings.filter(
        ({ rule, severity }) => severity === 'error' && /^KA(?:00|09|070)/.test(rule),
      );
      return accepted ? refused.map(({ rule, place }) => `${files[index]}:${place.line} ${rule}`) : [];
    });
    expect(wrong).toEqual([]);
  });
});
