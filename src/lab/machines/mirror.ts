import { failure, type Outcome, success } from '../../core/outcome.ts';
import { run } from '../command.ts';

/** The archive of Debian's main section that this machine's own apt uses. */
export async function debianMirror(): Promise<Outcome<string>> {
  const sites = await configuredSites();
  if (!sites.ok || sites.value !== '') return sites;
  // Lists that were never fetched tell nothing about where they would come from.
  const updated = await run(['apt-get', '-qq', 'update']);
  if (!updated.ok) return updated;
  const again = await configuredSites();
  return again.ok && again.value === '' ? failure(NO_MIRROR) : again;
}

async function configuredSites(): Promise<Outcome<string>> {
  const filters = ['Created-By: Packages', 'Origin: Debian', 'Label: Debian', 'Component: main'];
  const listed = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI)', ...filters]);
  return listed.ok ? success(listed.value.split('\n')[0]?.trim() ?? '') : listed;
}

const NO_MIRROR = {
  code: 'host.lab-no-mirror',
  summary: 'this machine’s apt knows no Debian archive',
  detail:
    'The lab builds its machines from the archive that apt is set up with, and there is none in its sources.',
  fix: 'Add Debian’s main archive to /etc/apt/sources.list.d, run `apt-get update`, then `lab up` again.',
} as const;
