import type { Outcome } from '../core/outcome.ts';
import type { CloudCredentials, CredentialWorld } from './credentials.ts';
import type { CloudConnection, CloudDeps } from './deps.ts';
import type { CloudProvider } from './provider.ts';
import { findTencentCredentials } from './tencent/credentials.ts';
import { openTencent } from './tencent/provider.ts';

export type { CloudCredentials, CloudKeys, CredentialWorld } from './credentials.ts';
export type { CloudConnection, CloudDeps } from './deps.ts';
export { createPace, type Pace } from './pace.ts';
export type * from './provider.ts';
export { isToken } from './provider.ts';

/** The cloud that settings name. Calls nothing yet. */
export function openCloud(
  settings: CloudConnection,
  credentials: CloudCredentials,
  deps: CloudDeps,
): CloudProvider {
  // The only provider so far; the next one adds a case here and a folder beside it.
  switch (settings.provider) {
    case 'tencent':
      return openTencent(settings, credentials, deps);
  }
}

/** The credentials for a provider, from the first place that has any; none is `usage.no-credentials`. */
export function findCredentials(
  provider: CloudConnection['provider'],
  world: CredentialWorld,
): Promise<Outcome<CloudCredentials>> {
  switch (provider) {
    case 'tencent':
      return findTencentCredentials(world);
  }
}
