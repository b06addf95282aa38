import { expect, it } from 'vitest';
import { inventoryJsonSchema } from '../../../src/inventory/index.ts';

const REFRESH = 'refresh it with: npx vitest run --project unit -u test/havip/settings/json-schema.test.ts';

it('schema/inventory.schema.json is what the inventory accepts now', async () => {
  const text = `${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`;
  await expect(text, REFRESH).toMatchFileSnapshot('../../../schema/inventory.schema.json');
});
