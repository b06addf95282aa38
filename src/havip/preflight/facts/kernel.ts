import { type Fact, parsePairs } from '../../../resources/fact.ts';

/** Settings of one interface, each the stronger of its own and `all`'s, as the kernel takes them. */
export interface InterfaceSettings {
  readonly rpFilter: number;
  readonly arpIgnore: number;
  readonly proxyArp: boolean;
}

export interface KernelFacts {
  /** A service may listen on an address that the machine does not have. */
  readonly nonlocalBind: boolean;
  readonly ignoresEcho: boolean;
  readonly selinux: 'enforcing' | 'permissive' | 'disabled';
  readonly of: (interfaceName: string) => InterfaceSettings;
}

/** Read by the shell alone: no process is started, however many interfaces there are. */
export const kernelFact: Fact<KernelFacts> = {
  id: 'preflight:kernel',
  plain: true,
  program: `at=/proc/sys/net/ipv4
for file in $at/ip_nonlocal_bind $at/icmp_echo_ignore_all $at/conf/*/rp_filter $at/conf/*/arp_ignore $at/conf/*/proxy_arp $at/conf/*/proxy_arp_pvlan; do
  value=''
  # A shell that reads a byte at a time gets the first digit only, and then an end; there is but one.
  read -r value <"$file" || [ -n "$value" ] && echo "\${file#"$at/"}=$value"
done
[ -r /sys/fs/selinux/enforce ] && read -r value </sys/fs/selinux/enforce && echo "selinux=$value"`,
  parse: (output) => {
    const read = parsePairs(output);
    const strongest = (name: string, setting: string) =>
      Math.max(...['all', name].map((each) => Number(read[`conf/${each}/${setting}`] ?? 0)));
    const { selinux } = read;
    return {
      nonlocalBind: read.ip_nonlocal_bind === '1',
      ignoresEcho: read.icmp_echo_ignore_all === '1',
      selinux: selinux === undefined ? 'disabled' : selinux === '1' ? 'enforcing' : 'permissive',
      of: (name) => ({
        rpFilter: strongest(name, 'rp_filter'),
        arpIgnore: strongest(name, 'arp_ignore'),
        proxyArp: strongest(name, 'proxy_arp') > 0 || strongest(name, 'proxy_arp_pvlan') > 0,
      }),
    };
  },
};
