import { readFileSync } from 'node:fs';
import { Cloud } from './cloud.ts';
import { startEndpoint } from './http/endpoint.ts';
import { captureAnnouncements } from './network/capture.ts';
import { announce } from './network/drift.ts';
import { publicForwarder } from './network/public-addresses.ts';
import { rangeGuard } from './network/range-guard.ts';
import { type LabNetwork, parseServerConfig } from './server-config.ts';
import { smallVpc } from './world/small-vpc.ts';
import { readWorld, worldKeeper } from './world/store.ts';
import type { World } from './world/world.ts';

/** The program of the process that stands for a lab's cloud: its only argument is its configuration. */
async function serve(configFile: string): Promise<void> {
  const config = parseServerConfig(readFileSync(configFile, 'utf8'));
  const initial = smallVpc(config.plan, Date.now());
  const world = readWorld(config.stateFile) ?? structuredClone(initial);
  const keep = worldKeeper(config.stateFile, world);
  const follow = config.network === undefined ? [] : followers(config.network);
  const onChange = () => {
    keep();
    for (const each of follow) each(world);
  };
  const cloud = new Cloud(world, {
    regions: [config.region],
    credentials: config.credentials.map(({ token, ...key }) =>
      token === undefined ? key : { ...key, token },
    ),
    publicRange: config.publicRange,
    now: Date.now,
    onChange,
  });
  const { url } = await startEndpoint(cloud, { initial, onChange }, config.port);
  complain(`listening on ${url}`);
  onChange();
  setInterval(() => cloud.settle(), SETTLE_MS);
  if (config.network === undefined) return;
  await captureAnnouncements(config.network, (announcement) => {
    announce(world, announcement, cloud.now());
    onChange();
  });
}

/** Asynchronous work ends by itself, also while nobody asks. */
const SETTLE_MS = 100;

/** What in the lab's network follows the cloud. */
function followers(network: LabNetwork): readonly ((world: World) => void)[] {
  return [rangeGuard(network, complain), publicForwarder(network)];
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

await serve(process.argv[2] ?? '');
