import { quote } from '../../../core/programs/shell.ts';
import { putBackNetwork, saveNetwork } from '../programs/saved-network.ts';
import type { Scenario, ScenarioContext } from '../scenario.ts';

/** From the order to the failure, so that the order's answer is on its way before. */
const LEAD_MS = 200;

/**
 * The interface is taken down, and with it as a rule the connection. The kernel drops its routes and IPv6
 * addresses then, so those that it does not make by itself are written down before and put back.
 */
export const link: Scenario = {
  name: 'link',
  activity: 'taking the interface down',
  cutOff: 'until-undone',
  leadMs: LEAD_MS,
  recoverMs: () => 5_000,
  cause: ({ interface: name }) => `interface=${quote(name)}
ip link show dev "$interface" >/dev/null || exit
${saveNetwork}
# What cuts the connection must not wait for it, nor end with it.
setsid sh -c 'sleep "$1"; ip link set dev "$2" down' sh ${LEAD_MS / 1000} "$interface" </dev/null >/dev/null 2>&1 &`,
  restore,
};

function restore({ interface: name }: ScenarioContext): string {
  return `interface=${quote(name)}
ip link set dev "$interface" up || exit
${putBackNetwork}`;
}
