import type { ConfigNode } from '../parse/syntax.ts';

/**
 * Keywords that only a keepalived knows which was built with something, as `keepalived -v` lists it among its
 * `Config options` (by configure.ac and the parsers of 2.2.7 and 2.3.3). Those of virtual MACs and passwords are left to
 * the test of the configuration.
 */
const BUILT_WITH: readonly (readonly [keyword: RegExp, option: RegExp, what: string])[] = [
  [/^(?:enable_traps|snmp_socket)$/, /^SNMP_/, 'SNMP'],
  [/^enable_snmp_(?:vrrp|keepalived)$/, /^SNMP_VRRP$/, 'SNMP of VRRP'],
  [/^(?:enable_snmp_checker|snmp_[rv]s_stats_update_interval)$/, /^SNMP_CHECKER$/, 'SNMP of checkers'],
  [/^enable_snmp_rfc$/, /^SNMP_RFC/, 'SNMP by RFC'],
  [/^enable_snmp_rfcv2$/, /^SNMP_RFCV2$/, 'SNMP by RFC 2787'],
  [/^enable_snmp_rfcv3$/, /^SNMP_RFCV3$/, 'SNMP by RFC 6527'],
  [/^(?:enable_dbus|dbus_\w+)$/, /^DBUS$/, 'D-Bus'],
  [/^json_version$/, /^JSON$/, 'JSON'],
  [/^bfd_\w+$/, /^BFD$/, 'BFD'],
  [/^nftables(?:_\w+)?$/, /^NFTABLES$/, 'nftables'],
  [/^regex(?:_\w+)?$/, /^REGEX$/, 'regular expressions'],
  [
    /^(?:lvs_\w+|checker_\w+|smtp_alert_checker|no_checker_emails|rs_init_notifies|virtual_server(?:_group)?)$/,
    /^LVS$/,
    'IPVS',
  ],
];

/** What a keepalived is built without that a keyword is for; undefined where it has it, or nothing is known of it. */
export function builtWithout(keyword: string, options: readonly string[] | undefined): string | undefined {
  const needed = options && BUILT_WITH.find(([pattern]) => pattern.test(keyword));
  return needed && !options.some((option) => needed[1].test(option)) ? needed[2] : undefined;
}

/** Whether it matters for a configuration what the keepalived that reads it is built with. */
export function goesByBuild(nodes: readonly ConfigNode[]): boolean {
  return nodes.some(
    ({ words: [{ text }], children }) =>
      BUILT_WITH.some(([pattern]) => pattern.test(text)) || goesByBuild(children ?? []),
  );
}
