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
    }
  | { readonly by: 'NetworkManager'; readonly interface: string };

/**
 * Both leave what they do under /run, by the number of the interface. A `.network` file and its drop-ins are
 * read in systemd's order: the last word counts.
 */
export const networkOwnersFact: Fact<readonly NetworkOwner[]> = {
  id: 'preflight:network-owners',
  program: `for place in /sys/class/net/*/ifindex; do
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
      echo "networkd $name $file \${keeps:-}"
    fi
  fi
  device=/run/NetworkManager/devices/$index
  if [ -r "$device" ]; then
    while IFS='=' read -r key value; do
      [ "$key $value" != 'managed true' ] || echo "NetworkManager $name"
    done <"$device"
  fi
done`,
  parse: (output) =>
    output.split('\n').flatMap((line): NetworkOwner[] => {
      const [by, name = '', file = '', keeps = ''] = line.trim().split(' ');
      if (by === 'networkd') return [{ by: 'systemd-networkd', interface: name, file, keeps }];
      return by === 'NetworkManager' ? [{ by, interface: name }] : [];
    }),
};
