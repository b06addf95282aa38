export { addressRules } from './address-rules.ts';
export { EXAMPLE_INVENTORY } from './example.ts';
export type {
  CheckProbe,
  CheckSettings,
  CloudSettings,
  DrillName,
  HavipSettings,
  InstallSettings,
  NotifySettings,
  Profile,
  SourceArchive,
  VerifySettings,
} from './havip-types.ts';
export { inventoryJsonSchema } from './json-schema.ts';
export { limitInventory } from './limit.ts';
export { graphInventory, listInventory, showHost } from './listing.ts';
export { loadInventory } from './load.ts';
export { hostsOf, selectHosts } from './patterns.ts';
export { connectionReferenceTable, havipReferenceTable, hostReferenceTable } from './reference-table.ts';
export { AS_ANSIBLE_READS } from './scalar-tags.ts';
export type { Cluster, Group, Host, Inventory, LoadOptions, Member, Role, Variables } from './types.ts';
