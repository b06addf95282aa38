import type { Notification } from 'havip-deploy';

/** What keepalived can only take up by starting again: it binds these when an instance begins. */
const RESTART_KEYWORDS = ['vrrp_instance', 'interface', 'virtual_router_id', 'vrrp_version'];

/** What two nodes must agree on to accept each other's adverts. */
const SHARED_KEYWORDS = ['virtual_router_id', 'vrrp_version', 'advert_int', 'auth_type', 'auth_pass'];

/** How a new configuration is taken up. */
export interface Takeover {
  readonly action: Notification['action'];
  /**
   * A node with the old configuration and one with the new would ignore each other's adverts, and
   * both hold the address: the standby is stopped while the holder changes.
   */
  readonly apart: boolean;
}

/** The least disruptive way from one configuration to another. */
export function actionFor(before: string, after: string): Takeover {
  const differs = (keywords: readonly string[]) =>
    keywords.some((keyword) => values(before, keyword).join('\n') !== values(after, keyword).join('\n'));
  return {
    action: differs(RESTART_KEYWORDS) ? 'restart' : 'reload',
    apart: before !== '' && (differs(SHARED_KEYWORDS) || block(before) !== block(after)),
  };
}

/** What follows a keyword, for each time it stands in the text. */
function values(text: string, keyword: string): string[] {
  return [...text.matchAll(new RegExp(`^\\s*${keyword}\\s+("[^"]*"|[^\\s{#!"]+)`, 'gm'))].map((match) =>
    (match[1] ?? '').replaceAll('"', ''),
  );
}

/** The list of addresses that adverts carry. */
function block(text: string): string {
  return /virtual_ipaddress\s*\{([^}]*)\}/.exec(text)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
}
