import { z } from 'zod';

const CONFIG = z.strictObject({
  port: z.int(),
  region: z.string(),
  credentials: z.array(
    z.strictObject({ secretId: z.string(), secretKey: z.string(), token: z.string().optional() }),
  ),
  publicRange: z.string(),
  plan: z.strictObject({
    name: z.string(),
    zone: z.string(),
    vpcCidr: z.string(),
    subnetCidr: z.string(),
    havips: z.int(),
    machines: z
      .array(z.strictObject({ name: z.string(), privateIp: z.string(), mac: z.string() }))
      .readonly(),
  }),
  /** Where the world is kept between two starts. */
  stateFile: z.string(),
  network: z
    .strictObject({
      lab: z.string(),
      /** The namespace that holds the bridge, as `ip netns` calls it. */
      namespace: z.string(),
      /** A root folder that has HAProxy. */
      imageRoot: z.string(),
      /** Where the forwarder's configuration may stand. */
      folder: z.string(),
      /** Which ports of a public address lead to the HAVIP that it is bound to. */
      publicPorts: z.array(z.int()),
    })
    .optional(),
});

/** What the server that stands for the cloud reads at its start; `lab up` writes it. */
export type ServerConfig = z.output<typeof CONFIG>;

/** The lab's network, as the server needs to know it. */
export type LabNetwork = NonNullable<ServerConfig['network']>;

export function parseServerConfig(text: string): ServerConfig {
  return CONFIG.parse(JSON.parse(text));
}
