import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FORWARDER_DEFAULTS, forwarderCommand } from '../../network/forwarder.ts';
import { startChild } from '../child.ts';
import type { LabNetwork } from '../server-config.ts';
import type { World } from '../world/world.ts';

const FILE = 'public-addresses.cfg';
const PAUSE_MS = 500;

/**
 * HAProxy's configuration: each port of a public address that is bound leads to the HAVIP, from inside the lab's
 * network. A port of one that is not bound is closed.
 */
export function publicConfiguration(world: World, { namespace, publicPorts, lab }: LabNetwork): string {
  const sections = Object.values(world.havips)
    .filter(({ AddressIp }) => AddressIp !== '')
    .flatMap(({ AddressIp, Vip }) =>
      publicPorts.map(
        (port) => `
listen ${AddressIp}:${port}
  bind ${AddressIp}:${port}
  server havip ${Vip}:${port} namespace ${namespace}
`,
      ),
    );
  // HAProxy does not start without a single socket to listen on.
  const idle = `\nlisten idle\n  bind abns@havip-deploy-lab.${lab}.idle\n`;
  return [FORWARDER_DEFAULTS, idle, ...sections].join('');
}

/** Forwards what is bound as that changes; connections that stand go on. */
export function publicForwarder(network: LabNetwork): (world: World) => void {
  const file = join(network.folder, FILE);
  let wanted = '';
  let last: Promise<unknown> = Promise.resolve();
  let child: ReturnType<typeof startChild> | undefined;
  const keepRunning = async (): Promise<never> => {
    for (;;) {
      child = startChild(network.lab, 'public-addresses', forwarderCommand(network, FILE, ['-W']));
      child.stdout.resume();
      await new Promise((resolve) => child?.once('exit', resolve));
      await sleep(PAUSE_MS);
    }
  };
  return (world) => {
    const configuration = publicConfiguration(world, network);
    if (configuration === wanted) return;
    wanted = configuration;
    last = last.then(async () => {
      await writeFile(file, configuration);
      if (child === undefined) void keepRunning();
      else child.kill('SIGUSR2');
    });
  };
}
