import { success } from '../../core/outcome.ts';
import type { CloudCredentials } from '../credentials.ts';
import type { CloudConnection, CloudDeps } from '../deps.ts';
import type { CloudProvider } from '../provider.ts';
import { bindEip, unbindEip } from './addresses/eip-binding.ts';
import { allocateEip, releaseEip } from './addresses/eip-supply.ts';
import { findEips, publicAddress } from './addresses/eips.ts';
import { createHavip, deleteHavip, limitHavip } from './addresses/havip-changes.ts';
import { findHavips, lookAtHavip } from './addresses/havips.ts';
import { createClient } from './calls/client.ts';
import { searchInstances } from './instance-search.ts';
import { findInstances, findSubnet, havipQuota } from './lookups.ts';
import { createVrrpCheck } from './security-groups.ts';

/** Tencent Cloud's HAVIPs and EIPs in one region. */
export function openTencent(
  connection: CloudConnection,
  credentials: CloudCredentials,
  deps: CloudDeps,
): CloudProvider {
  const client = createClient(connection, credentials, deps);
  return {
    name: 'Tencent Cloud',
    region: connection.region,
    capabilities: { movesBy: 'garp', publicAddress: true, ipv6: false, maxRange: 10, maxPerInterface: 5 },
    find: (query) => findHavips(client, query),
    look: (id) => lookAtHavip(client, id),
    create: (wanted) => createHavip(client, wanted),
    limitRange: (id, change) => limitHavip(client, id, change),
    delete: (id) => deleteHavip(client, id),
    findPublic: async (query) => {
      const found = await findEips(client, query);
      return found.ok ? success(found.value.map(publicAddress)) : found;
    },
    allocatePublic: (options) => allocateEip(client, options),
    bindPublic: (id, address) => bindEip(client, id, address),
    unbindPublic: (id) => unbindEip(client, id),
    releasePublic: (publicId) => releaseEip(client, publicId),
    instances: (query) => findInstances(client, query),
    searchInstances: (search) => searchInstances(client, search),
    quota: (vpcId) => havipQuota(client, vpcId),
    subnet: (id) => findSubnet(client, id),
    vrrpPasses: createVrrpCheck(client),
  };
}
