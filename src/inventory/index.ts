export { EXAMPLE_INVENTORY } from '../havip/settings/example.ts';
export type {
  CloudSettings,
  DrillName,
  HavipSettings,
  InstallSettings,
  NotifySettings,
  Profile,
  SourceArchive,
  VerifySettings,
} from '../havip/settings/havip-types.ts';
export { inventoryJsonSchema } from '../havip/settings/json-schema.ts';
export type { CheckProbe, CheckSettings } from '../havip/settings/parts/checks/check-types.ts';
export {
  connectionReferenceTable,
  havipReferenceTable,
  hostReferenceTable,
} from '../havip/settings/reference-table.ts';
export { addressRules } from './address-rules.ts';
export { loadInventory } from './load.ts';
export { limitInventory } from './select/limit.ts';
export { graphInventory, listInventory, showHost } from './select/listing.ts';
export { hostsOf, selectHosts } from './select/patterns.ts';
export { AS_ANSIBLE_READS } from './sources/formats/scalar-tags.ts';
export { expandHome } from './target/paths.ts';
export { asBecomeMethod } from './target/readers.ts';
export { parseSshArguments } from './target/ssh-arguments.ts';
export type { ConnectionDefaults } from './target/target.ts';
export type { Cluster, Group, Host, Inventory, LoadOptions, Member, Role, Variables } from './types.ts';
