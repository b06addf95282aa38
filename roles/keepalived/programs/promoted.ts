import { type Cluster, clusterTiming, instanceOf, quote } from 'havip-deploy';
import { latenessFunctions } from '../late.ts';
import { NOTIFY_LOG_PATH } from '../paths.ts';

/**
 * POSIX sh before and after a standby's step: fails where it has promoted itself for one of the clusters meanwhile,
 * beside the holder, and has only then heard it. A firewall that lets in what belongs to a connection does that: the standby's own
 * adverts are what makes the holder's an answer.
 */
export function notPromoted(clusters: readonly Cluster[]): Programs {
  const each = clusters.map((cluster, index) => ofCluster(cluster, index === 0 ? '' : `_${index + 1}`));
  return {
    before: each.map(({ before }) => before).join('\n'),
    after: each.map(({ after }) => after).join('\n'),
  };
}

interface Programs {
  readonly before: string;
  readonly after: string;
}

/** @param mark sets the names of one cluster apart from those of others on the machine */
function ofCluster(cluster: Cluster, mark: string): Programs {
  const { havip } = cluster;
  const held = havip.addresses.map((address) => `*" ${address}/"*`).join('|') || "'no address'";
  return {
    before: `read -r since${mark} _ </proc/uptime
promotions${mark}() { grep -c ' ${instanceOf(cluster)} MASTER ' ${quote(NOTIFY_LOG_PATH)} 2>/dev/null || true; }
promoted_before${mark}=$(promotions${mark})`,
    after: `promoted=$(promotions${mark})
if [ "\${promoted:-0}" -gt "\${promoted_before${mark}:-0}" ]; then
  case "$(ip -4 -o addr show)" in
    ${held}) ;;
    *)
      echo 'keepalived promoted itself in this step although another node holds the address, and gave way when that was heard at last'
      since=\${since${mark}%.*}\${since${mark}#*.}
${latenessFunctions(clusterTiming(cluster).masterDownMs)}
      echo "the holder's adverts (IP protocol 112) did not come in until this node had sent its own: let them in as new packets, not only as established ones (havip.firewall: manage does)"
      # The one does not rule out the other.
      runs_late || [ "\${load%.*}" -lt $((2 * processors)) ] ||
        echo "or they came late: load $load on $processors processors here; then $longer"
      exit 1 ;;
  esac
fi`,
  };
}
