import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { CloudCredentials, CredentialWorld } from '../credentials.ts';
import { fromEnvironment } from './credentials/environment.ts';
import { iniFile } from './credentials/ini-file.ts';
import { fromRole } from './credentials/role.ts';
import { fromTccli } from './credentials/tccli.ts';

/** The order of Tencent's own SDKs, with tccli's profile before the machine's role. */
const SOURCES = [
  fromEnvironment,
  iniFile('~/.tencentcloud/credentials'),
  iniFile('/etc/tencentcloud/credentials'),
  fromTccli,
  fromRole,
];

/** Keys from the first place that has any; a broken place is a problem and no reason to take the next. */
export async function findTencentCredentials(world: CredentialWorld): Promise<Outcome<CloudCredentials>> {
  for (const source of SOURCES) {
    const found = await source.find(world);
    if (!found.ok) return found;
    if (found.value !== undefined) return success(found.value);
  }
  return failure({
    code: 'usage.no-credentials',
    summary: 'There are no credentials for Tencent Cloud',
    detail: `Looked at, in this order: ${SOURCES.map(({ name }) => name).join('; ')}.`,
    fix: 'Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write them to ~/.tencentcloud/credentials; docs/cloud.md shows how.',
  });
}
