import { writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { keepalived } from '../roles/keepalived/index.ts';
import { observeProgram } from '../src/engine/observe.ts';
import { loadInventory } from '../src/inventory/index.ts';

/** Writes the program by which `up` reads a node's facts, so that plain ssh can be timed with the same work. */
const [inventoryFile = '', output = ''] = process.argv.slice(2);
const inventory = await loadInventory({
  path: inventoryFile,
  homeDirectory: homedir(),
  localUser: userInfo().username,
});
if (!inventory.ok) throw new Error(JSON.stringify(inventory.problems));
const [cluster] = inventory.value.clusters;
const [member] = cluster?.members ?? [];
if (cluster === undefined || member === undefined) throw new Error('no cluster in the inventory');
const facts = keepalived.facts({ host: member.host, cluster, member, vars: { cluster, member } });
const once = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
writeFileSync(output, `${observeProgram(once, '@floor')}\n`);
