/**
 * Seconds for which a peer that ARP knows is waited for where nothing of it was heard yet: on a busy control machine or
 * node its program may begin that much later, and silence would be taken for a firewall.
 */
export const LATEST_S = 8;

/** Seconds for which a peer is listened to once something of it was heard: some of its packets are for later. */
export const AFTER_MEETING_S = 3.2;
