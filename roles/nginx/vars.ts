import { z } from 'havip-deploy';

/** The role's variables, read from the host's own, which groups and `-e` may set. */
export const nginxVars = z.object({
  /** Whether the role installs the package `nginx`; false where it comes another way. */
  nginx_install: z.boolean().default(true),
  /** TCP port on all addresses, the floating one included. */
  nginx_port: z.int().min(1).max(65535).default(8080),
  /** `host:port` of the servers that requests go on to; without any, nginx answers by itself. */
  nginx_upstreams: z.array(z.string().regex(/^[\w.-]+:\d+$/, 'must be host:port')).default([]),
});

export type NginxVars = z.infer<typeof nginxVars>;
