/** What a difference does to the address, by what it is about; the first that fits counts. */
const EFFECTS: readonly (readonly [RegExp, string])[] = [
  [/^global router_id/, 'none: a name in mails and SNMP'],
  [
    /^global (?:notification_email|smtp|email_faults|no_email)|^instance smtp_alert/,
    'none: it is about mail only',
  ],
  [
    /^global (?:enable_script_security|script_user)|^check user/,
    'none: scripts run as root, and one that others may change is not run',
  ],
  [
    /^instance skip_check_adv_addr/,
    'none: while both nodes have the same addresses; changes of the list become safe',
  ],
  [/garp_interval|gna_interval/, 'none: gratuitous ARP of several addresses goes out without pauses between'],
  [/^instance garp_/, 'it stays where it is; how often it is announced by gratuitous ARP changes'],
  [/^instance vmac_garp/, 'it stays where it is; how often it is announced changes'],
  [/^instance state/, 'none: in a running cluster the priority alone decides'],
  [
    /^instance priority/,
    'none: who has it in normal times is the same; the skew of a takeover changes a little',
  ],
  [
    /^instance (?:nopreempt|preempt)$/,
    'whether a node that returns takes it back is as the node with the highest priority had it',
  ],
  [/^instance preempt_delay/, 'how long a node is back before it takes it back changes'],
  [/^instance advert_int|^instance down_timer_adverts/, 'the time until a takeover changes'],
  [/^instance version/, 'both nodes have to change together: `up` stops the standby meanwhile'],
  [
    /^instance auth_|^instance check_unicast_src/,
    'both nodes have to agree on which adverts count: `up` finds the order',
  ],
  [
    /^instance (?:unicast_peer|unicast_src_ip|mcast_src_ip)/,
    'adverts go from and to other addresses than before: both nodes have to change together',
  ],
  [/^instance unicast_(?:ttl|fault)/, 'none: it is about packets that come from further away'],
  [
    /^instance virtual_ipaddress_excluded/,
    'served as before, and in the adverts from now on: both nodes have to agree on the list',
  ],
  [
    /^instance virtual_ipaddress/,
    'served as before, without these options: with /32 on the interface itself',
  ],
  [/^instance virtual_router_id|^instance interface/, 'it is given up and taken again under the new one'],
  [
    /^instance track_interface/,
    'it is given up when the own interface goes down in either case; others are no longer watched',
  ],
  [
    /^check weight/,
    'a failing check has it given up altogether, so that where it fails on all nodes nobody holds it',
  ],
  [
    /^track_(?:process|file) weight/,
    'what fails is a fault that has it given up, instead of a change of priority, or the other way round',
  ],
  [/^track_/, 'what is watched, or how soon it counts, changes'],
  [/^instance track_/, 'it is no longer given up for this'],
  [/^instance notify|^global vrrp_notify_fifo/, 'none: it is about who is told'],
  [/^instance virtual_(?:routes|rules)/, 'none: it is about routes beside it'],
  [/^instance dont_track_primary/, 'it is given up when the interface goes down'],
  [
    /^instance strict_mode|^instance no_accept|^instance accept/,
    'packets for it are let in: strict mode and no_accept drop them',
  ],
  [/^instance promote_secondaries/, 'none: while it is alone on the interface with its mask'],
  [/^instance debug|^instance notify_priority/, 'none: it is about the log'],
  [/^check (?:interval|timeout|fall|rise)/, 'how soon a failing check has it given up changes'],
  [/^check init_fail/, 'whether a node that starts counts as failed until the check has succeeded changes'],
  [
    /^global (?:vrrp_process_name|process_names|checker_process_name|bfd_process_name)$/,
    'none: how the processes are called',
  ],
  [
    /^check script/,
    'none: havip-check runs the same with a time limit, and fails while /etc/keepalived/maintenance is there',
  ],
  [
    /^global vrrp_(?:priority|no_swap|rt_priority|rlimit)|^global max_auto_priority/,
    'none: how soon the daemon gets the processor',
  ],
  [/^global dynamic_interfaces/, 'an interface that is missing when keepalived starts is an error'],
];

/** Programs at changes of state; those that no hook takes over are losses, and no differences. */
const HOOKED = /^instance notify(?:_(?:master|backup|fault|stop))?$/;

/** What a difference does to the address, in words. */
export function effectOf(key: string, found: string | undefined): string {
  if (found !== undefined && HOOKED.test(key)) return 'none: a hook runs it from now on (havip.notify)';
  const known = EFFECTS.find(([pattern]) => pattern.test(key));
  return known?.[1] ?? 'not known: read what keepalived.conf(5) says of it';
}
