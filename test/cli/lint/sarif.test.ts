import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { RULES } from '../../../src/keepalived/lint/rules.ts';
import { edited, GOOD } from '../../keepalived/lint/sample.ts';
import { type Bench, command, startBench } from '../support/in-process.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const message = z.strictObject({ text: z.string().min(1), markdown: z.string().min(1).optional() });
const level = z.enum(['none', 'note', 'warning', 'error']);
const line = z.int().min(1);
const artifactLocation = z.strictObject({ uri: z.string().refine((uri) => URL.canParse(uri, 'file:///x/')) });
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation,
    region: z.strictObject({ startLine: line, startColumn: line }),
  }),
  message: message.optional(),
});
const region = z.strictObject({ startLine: line, startColumn: line, endLine: line, endColumn: line });
const fix = z.strictObject({
  description: message,
  artifactChanges: z
    .array(
      z.strictObject({
        artifactLocation,
        replacements: z
          .array(
            z.strictObject({
              deletedRegion: region,
              insertedContent: z.strictObject({ text: z.string() }).optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
  properties: z.strictObject({ safe: z.boolean() }),
});

/** Of the schema of SARIF 2.1.0, which allows no other properties, what lint writes; with what services ask for. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string().min(1),
          version: z.string().min(1),
          semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
          rules: z.array(
            z.strictObject({
              id: z.string().min(1),
              name: z.string().optional(),
              shortDescription: message.optional(),
              fullDescription: message.optional(),
              help: message.optional(),
              defaultConfiguration: z.strictObject({ level }).optional(),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      invocations: z.array(
        z.strictObject({
          executionSuccessful: z.boolean(),
          exitCode: z.int(),
          startTimeUtc: z.iso.datetime(),
        }),
      ),
      results: z.array(
        z.strictObject({
          ruleId: z.string().min(1),
          ruleIndex: z.int().min(0),
          level,
          message,
          locations: z.array(location).length(1),
          relatedLocations: z.array(location).optional(),
          fixes: z.array(fix).optional(),
          suppressions: z
            .array(
              z.strictObject({
                kind: z.enum(['inSource', 'external']),
                justification: z.string().optional(),
              }),
            )
            .optional(),
        }),
      ),
    }),
  ]),
});

it('is of the shape that SARIF 2.1.0 has, whatever is found', async () => {
  const pair = edited(GOOD, ['172.16.16.5', '172.16.16.6']);
  const files = [
    await bench.write('ä 100%.conf', edited(GOOD, ['    priority', '\u00A0   priority'], ['250', '255'])),
    await bench.write('peer.conf', edited(pair, ['k7Rw2xQz', '1111 # havip-lint-disable KA062: a lab'])),
    await bench.write('template.conf', 'a {\n{% if x %}\n}\n'),
    await bench.write('bad.yaml', 'all:\n  nope: 1\n'),
    `${bench.folder}/missing.conf`,
  ];
  const { out } = await command(['lint', '--format', 'sarif', '--disable', 'KA014', ...files]);
  const log = sarif.parse(JSON.parse(out));
  const [{ tool, results }] = log.runs;
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  for (const { id } of RULES) expect(tool.driver.rules.map((rule) => rule.id)).toContain(id);
  expect(new Set(results.map((each) => Object.keys(each).sort().join())).size).toBeGreaterThan(2);
  expect(results.flatMap(({ suppressions = [] }) => suppressions.map(({ kind }) => kind)).sort()).toEqual(
    expect.arrayContaining(['external', 'inSource']),
  );
});
