import { readFileSync } from 'node:fs';
import { Cloud } from './cloud.ts';
import { startEndpoint } from './endpoint.ts';
import { parseServerConfig } from './server-config.ts';
import { smallVpc } from './small-vpc.ts';
import { readWorld, worldKeeper } from './store.ts';

/** The program of the process that stands for a lab's cloud: its only argument is its configuration. */
async function serve(configFile: string): Promise<void> {
  const config = parseServerConfig(readFileSync(configFile, 'utf8'));
  const initial = smallVpc(config.plan, Date.now());
  const world = readWorld(config.stateFile) ?? structuredClone(initial);
  const onChange = worldKeeper(config.stateFile, world);
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
  process.stderr.write(`listening on ${url}\n`);
}

await serve(process.argv[2] ?? '');
