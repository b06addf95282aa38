import { z } from 'zod';
import type { Json } from '../../../rollout/json.ts';

const call = z.object({
  /** One that comes with the program, or the place of a file. */
  playbook: z.union([
    z.object({ builtIn: z.enum(['up', 'upgrade', 'verify']) }),
    z.object({ file: z.string() }),
  ]),
  /** Places of inventories, and lists of hosts. */
  sources: z.array(z.union([z.object({ file: z.string() }), z.object({ hosts: z.string() })])),
  /** Where `group_vars/` and `host_vars/` of the playbook lie. */
  playbookFolder: z.string(),
  /** The ansible.cfg in force. */
  config: z.string().nullable(),
  options: z.record(z.string(), z.json()),
  /** By unit: addresses of what it is made of, for one that was not begun. */
  members: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
});

/** How a worker calls the program; places are below the folder into which the files are unpacked. */
export type Call = z.infer<typeof call>;

/** What a rollout was submitted with; undefined where that is nothing that this program has written. */
export function parseCall(value: Json): Call | undefined {
  const read = call.safeParse(value);
  return read.success ? read.data : undefined;
}
