import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, command, inventoryText, startBench } from '../support/in-process.ts';

let bench: Bench;
let inventory: string;
let playbook: string;

beforeAll(async () => {
  bench = await startBench();
  inventory = await bench.write('inventory.yaml', inventoryText(bench.port));
  playbook = await bench.write(
    'site.ts',
    "import { file, play, playbook } from 'havip-deploy';\nexport default playbook({ name: 'site', plays: [play({ name: 'site', hosts: 'web', tasks: () => [file({ path: '/a', content: 'x' })] })] });\n",
  );
});
afterAll(() => bench.close());

describe('plans on the command line', () => {
  it.each([
    ['up INVENTORY --plan PLAN', 'usage.plan-not-read'],
    ['run PLAYBOOK -i INVENTORY --plan PLAN', 'usage.plan-not-read'],
    ['up INVENTORY --plan PLAN --tags install', 'usage.options-beside-plan'],
    ['up INVENTORY --plan PLAN --limit web --skip-preflight', 'usage.options-beside-plan'],
    ['run PLAYBOOK -i INVENTORY --plan PLAN --check', 'usage.options-beside-plan'],
    ['run PLAYBOOK -i INVENTORY --plan PLAN --start-at /a', 'usage.options-beside-plan'],
    ['run PLAYBOOK -i INVENTORY --out PLAN', 'usage.out-without-check'],
    ['plan INVENTORY --out /proc/no/web.plan', 'usage.out-folder'],
    ['up PLAYBOOK -i INVENTORY --out PLAN', 'usage.'],
  ])('%s is bad input, and nothing is contacted', async (line, code) => {
    const places: Record<string, string> = {
      INVENTORY: inventory,
      PLAYBOOK: playbook,
      PLAN: join(bench.folder, 'web.plan'),
    };
    const before = bench.connects();
    const result = await command(line.split(' ').map((word) => places[word] ?? word));
    expect(result.err).toContain(code);
    expect(result.code).toBe(5);
    expect(bench.connects()).toBe(before);
  });
});
