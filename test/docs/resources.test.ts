import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as api from '../../src/index.ts';
import type { ResourceKind } from '../../src/resources/define/define-resource.ts';
import {
  documentActionOptions,
  documentKind,
  documentStepOptions,
} from '../../src/resources/define/document.ts';
import { exampleOf, showsOption } from '../../src/resources/define/options/option-example.ts';

type Kind = ResourceKind<z.ZodRawShape>;

const defined = Object.entries(api as Readonly<Record<string, unknown>>)
  .filter((entry): entry is [string, Kind] => typeof entry[1] === 'function' && 'definition' in entry[1])
  .sort(([one], [other]) => one.localeCompare(other));
const isAction = ([, { definition }]: readonly [string, Kind]) => 'perform' in definition;
const kinds = defined.filter((entry) => !isAction(entry));
const actions = defined.filter(isAction);

const HEAD = `# Kinds of resources

<!-- Made from the definitions in src/resources: change those, then run
     npx vitest run --project unit test/docs/resources.test.ts --update -->

What a machine can be like, as playbooks and roles say it. Each is imported from \`havip-deploy\`. All options are checked before any host is contacted: an unknown name, a wrong type, a missing one is told with the place in the playbook.`;

const ACTIONS_HEAD = `# Actions

<!-- Made from the definitions in src/resources/actions: change those, then run
     npx vitest run --project unit test/docs/resources.test.ts --update -->

What is done each time it is reached, and is no state that could be looked at before: for [tasks](playbooks.md#steps-in-sequence). An action says itself whether it has changed anything. With \`--check\`, only those are carried out that merely read.`;

function pageOf(head: string, of: typeof defined, common: string): string {
  const list = of.map(
    ([name, { definition }]) => `- [\`${name}\`](#${name.toLowerCase()}): ${definition.summary}`,
  );
  const chapters = of.map(([, { definition }]) => documentKind(definition));
  return `${[head, list.join('\n'), `## Options of all kinds\n\n${common}`, ...chapters].join('\n\n')}\n`;
}

describe('the pages of kinds', () => {
  it('say what the definitions say', async () => {
    const page = pageOf(HEAD, kinds, documentStepOptions());
    await expect(page).toMatchFileSnapshot('../../docs/resources.md');
    const ofActions = pageOf(ACTIONS_HEAD, actions, documentActionOptions());
    await expect(ofActions).toMatchFileSnapshot('../../docs/actions.md');
  });

  it.each(defined)('%s is called as it is exported, and describes each option', (name, { definition }) => {
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

  it.each(defined)('%s has an example of each option, and it is one', (_name, { definition }) => {
    for (const [option, schema] of Object.entries(definition.options)) {
      if (showsOption(definition.example, option)) continue;
      expect([option, z.safeParse(schema, exampleOf(schema))]).toMatchObject([option, { success: true }]);
      expect([option, exampleOf(schema) === undefined]).toEqual([option, false]);
    }
  });
});
