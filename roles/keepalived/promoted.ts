import { type Cluster, INSTANCE_NAME, quote } from 'havip-deploy';
import { NOTIFY_LOG_PATH } from './paths.ts';

/**
 * POSIX sh before and after a standby's step: fails where it has promoted itself meanwhile, beside the holder,
 * and has only then heard it. A firewall that lets in what belongs to a connection does that: the standby's own
 * adverts are what makes the holder's an answer.
 */
export function notPromoted({ havip }: Cluster): { readonly before: string; readonly after: string } {
  const held = havip.addresses.map((address) => `*" ${address}/"*`).join('|') || "'no address'";
  return {
    before: `promotions() { grep -c ' ${INSTANCE_NAME} MASTER ' ${quote(NOTIFY_LOG_PATH)} 2>/dev/null || true; }
promoted_before=$(promotions)`,
    after: `promoted=$(promotions)
if [ "\${promoted:-0}" -gt "\${promoted_before:-0}" ]; then
  case "$(ip -4 -o addr show)" in
    ${held}) ;;
    *)
      echo 'keepalived promoted itself in this step although another node holds the address, and gave way when that was heard at last'
      echo "the holder's adverts (IP protocol 112) did not come in until this node had sent its own: let them in as new packets, not only as established ones (havip.firewall: manage does)"
      exit 1 ;;
  esac
fi`,
  };
}
