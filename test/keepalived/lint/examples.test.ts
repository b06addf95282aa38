import { describe, expect, it } from 'vitest';
import type { Example } from '../../../src/keepalived/lint/examples/example.ts';
import { exampleOf, type Side, sidesOf } from '../../../src/keepalived/lint/examples/examples.ts';
import { lintFiles } from '../../../src/keepalived/lint/files.ts';
import { type ClusterNode, lintNode, lintPair } from '../../../src/keepalived/lint/lint.ts';
import { RULES } from '../../../src/keepalived/lint/rules.ts';
import { config } from './sample.ts';

/** The rules that one side of an example breaks. */
function broken({ text, peer, facts }: Side, versions: Example['versions']): readonly string[] {
  const node = (of: string, file: string, version: string | undefined): ClusterNode => ({
    config: config(of, file),
    ...(version === undefined ? {} : { version }),
  });
  const findings =
    peer !== undefined
      ? lintPair([node(text, 'a.conf', versions?.[0]), node(peer, 'b.conf', versions?.[1])])
      : facts !== undefined
        ? lintNode(config(text), { facts })
        : lintFiles([{ file: 'a.conf', text }], { profile: 'havip' }).findings;
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

describe("each rule's example", () => {
  it.each(RULES.map(({ id }) => [id] as const))('of %s: bad breaks that rule, good none', (id) => {
    const example = exampleOf(id);
    if (example === undefined) throw new Error(`there is no example of ${id}`);
    const { bad, good } = sidesOf(example);
    expect(broken(bad, example.versions)).toEqual([id, ...(example.also ?? [])].sort());
    expect(broken(good, example.versions && ['2.2.7', '2.2.7'])).toEqual([]);
  });
});
