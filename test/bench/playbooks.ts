import { play, playbook, role } from '../../src/api/define.ts';
import type { Play, Playbook } from '../../src/api/types.ts';
import { file, installed, running } from './resources.ts';

export const CONFIG = '/etc/keepalived/keepalived.conf';

/** What differs between two versions of a pair's configuration. */
export interface PairSettings {
  /** So that the content changes and nothing else. */
  readonly note?: string;
  readonly action?: 'reload' | 'restart';
  /** Nodes of different groups do not understand each other. */
  readonly group?: string;
  readonly preempts?: boolean;
  /** Of the package. */
  readonly version?: string;
}

/** A play that makes a pair of keepalived nodes, as small as it can be. */
export function pairPlay(settings: PairSettings = {}): Play {
  const { note = '1', action = 'restart', group = 'a', preempts = false, version } = settings;
  const keepalived = role({
    name: 'pair',
    facts: () => [
      ...installed('keepalived').facts,
      ...file(CONFIG, '').facts,
      ...running('keepalived').facts,
    ],
    resources: ({ member }) => [
      installed('keepalived', version),
      file(
        CONFIG,
        `# ${note}\ngroup ${group}\npriority ${member?.priority}\npreempts ${preempts ? 'yes' : 'no'}\n${preempts ? '' : 'nopreempt\n'}`,
        { name: 'keepalived.conf', notify: { service: 'keepalived', action } },
      ),
      running('keepalived'),
    ],
  });
  return play({ name: 'pair', roles: [keepalived] });
}

export function pair(settings: PairSettings = {}): Playbook {
  return playbook({ name: 'pair', plays: [pairPlay(settings)] });
}

/** A play that gives hosts of no cluster a file and a service. */
export function sitePlay(content = 'site 1', hosts = 'apps'): Play {
  return play({
    name: 'site',
    hosts,
    tasks: () => [
      installed('nginx'),
      file('/etc/nginx/site.conf', content, { notify: { service: 'nginx', action: 'reload' } }),
      running('nginx'),
    ],
  });
}

export function site(content = 'site 1', hosts = 'apps'): Playbook {
  return playbook({ name: 'site', plays: [sitePlay(content, hosts)] });
}
