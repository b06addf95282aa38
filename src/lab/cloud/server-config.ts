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
    cidr: z.string(),
    machines: z.array(z.strictObject({ name: z.string(), privateIp: z.string(), mac: z.string() })),
  }),
  /** Where the world is kept between two starts. */
  stateFile: z.string(),
});

/** What the server that stands for the cloud reads at its start; `lab up` writes it. */
export type ServerConfig = z.output<typeof CONFIG>;

export function parseServerConfig(text: string): ServerConfig {
  return CONFIG.parse(JSON.parse(text));
}
