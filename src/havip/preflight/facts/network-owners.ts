import type { Fact } from '../../../resources/fact.ts';

/** Who else sets addresses on an interface, and may take away what it did not set. */
export type NetworkOwner =
  | {
      readonly by: 'systemd-networkd';
      readonly interface: string;
      /** The `.network` file that it goes by. */
      readonly file: string;
      /** `KeepConfiguration=` as it is in force; empty where nothing says so. */
      readonly keeps: string;
      readonly from: string;
    }
  | {
      readonly by: 'NetworkManager' | 'networking' | 'network';
      readonly interface: string;
      /** `cloud-init`, where it has written what the machine goes by; else empty. */
      readonly from: string;
    };

/**
 * The two daemons leave what they do under /run, by the number of the interface; ifupdown and the scripts of
 * Red Hat leave a mark there, by its name. A `.network` file and its drop-ins are read in systemd's order: the
 * last word counts.
 */
export const networkOwnersFact: Fact<readonly NetworkOwner[]> = {
  id: 'preflight:network-owners',
  plain: true,
  program: `from='-'
for file in /etc/netplan/*cloud-init* /etc/network/interfaces.d/*cloud-init* /etc/NetworkManager/system-connections/cloud-init* /run/NetworkManager/system-connections/cloud-init* /etc/systemd/network/*cloud-init*; do
  [ ! -e "$file" ] || from=cloud-init
done
for place in /sys/class/net/*/ifindex; do
  read -r index <"$place" || continue
  name=\${place%/ifindex}; name=\${name##*/}
  [ "$name" != lo ] || continue
  link=/run/systemd/netif/links/$index
  if [ -r "$link" ]; then
    file='' state='' keeps=''
    while IFS='=' read -r key value; do
      case $key in NETWORK_FILE) file=$value ;; ADMIN_STATE) state=$value ;; esac
    done <"$link"
    case $state in ''|unmanaged) file='' ;; esac
    if [ -n "$file" ]; then
      base=\${file##*/}
      for each in "$file" "/usr/lib/systemd/network/$base.d"/*.conf "/run/systemd/network/$base.d"/*.conf "/etc/systemd/network/$base.d"/*.conf; do
        [ -r "$each" ] || continue
        while IFS='=' read -r key value; do
          case $key in KeepConfiguration*) keeps=\${value# } ;; esac
        done <"$each"
      done
      echo "networkd $name $from $file \${keeps:-}"
    fi
  fi
  device=/run/NetworkManager/devices/$index
  if [ -r "$device" ]; then
    while IFS='=' read -r key value; do
      [ "$key $value" != 'managed true' ] || echo "NetworkManager $name $from"
    done <"$device"
  fi
  if [ -r /run/network/ifstate ]; then
    while IFS='=' read -r key _; do [ "$key" != "$name" ] || echo "networking $name $from"; done </run/network/ifstate
  fi
  [ ! -e /var/lock/subsys/network ] || [ ! -e "/etc/sysconfig/network-scripts/ifcfg-$name" ] || echo "network $name $from"
done`,
  parse: (output) =>
    output.split('\n').flatMap((line): NetworkOwner[] => {
      const [by, name = '', origin = '', file = '', keeps = ''] = line.trim().split(' ');
      const from = origin === '-' ? '' : origin;
      if (by === 'networkd') return [{ by: 'systemd-networkd', interface: name, from, file, keeps }];
      const known = by === 'NetworkManager' || by === 'networking' || by === 'network';
      return known ? [{ by, interface: name, from }] : [];
    }),
};
