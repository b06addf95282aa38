/**
 * What listens to VRRP's group for this tool only says so in its IGMP reports: it wants everything but what comes from
 * this address, which nobody has (RFC 5737). Where a keepalived listens on the same machine, the kernel reports what
 * both want, and the mark is gone. Without it, the nodes of one cluster that are looked at would be silent routers to
 * another cluster that is looked at in the same moment.
 */
export const OWN_MARK = '192.0.2.112';

/** `IP_BLOCK_SOURCE`, with the group, the own address and the source. */
export const BLOCK_SOURCE = 38;
