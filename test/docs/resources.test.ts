import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as api from '../../src/index.ts';
import type { ResourceKind } from '../../src/resources/define/define-resource.ts';
import { documentKind, documentStepOptions } from '../../src/resources/define/document.ts';

type Kind = ResourceKind<z.ZodRawShape>;

const kinds = Object.entries(api as Readonly<Record<string, unknown>>)
  .filter((entry): entry is [string, Kind] => typeof entry[1] === 'function' && 'definition' in entry[1])
  .sort(([one], [other]) => one.localeCompare(other));

const HEAD = `# Kinds of resources

<!-- Made from the definitions in src/resources: change those, then run
     npx vitest run --project unit test/docs/resources.test.ts --update -->

What a machine can be like, as playbooks and roles say it. Each is imported from \`havip-deploy\`. All options are checked before any host is contacted: an unknown name, a wrong type, a missing one is told with the place in the playbook.`;

describe('the page of kinds', () => {
  it('says what the definitions say', async () => {
    const list = kinds.map(
      ([name, { definition }]) => `- [\`${name}\`](#${name.toLowerCase()}): ${definition.summary}`,
    );
    const page = [
      HEAD,
      list.join('\n'),
      `## Options of all kinds\n\n${documentStepOptions()}`,
      ...kinds.map(([, { definition }]) => documentKind(definition)),
    ].join('\n\n');
    await expect(`${page}\n`).toMatchFileSnapshot('../../docs/resources.md');
  });

  it.each(kinds)('%s is called as it is exported, and describes each option', (name, { definition }) => {
    expect(definition.call).toBe(name);
    expect(definition.example).toContain(`${name}({`);
    for (const [option, schema] of Object.entries(definition.options)) {
      expect({ option, description: (schema as z.ZodType).description }).toMatchObject({
        description: /\w/.test((schema as z.ZodType).description ?? '')
          ? expect.any(String)
          : 'a description',
      });
    }
  });
});
