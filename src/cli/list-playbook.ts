import type { Play } from '../api/types.ts';
import { playHosts } from '../run/check-request.ts';
import { knownSteps } from '../run/rehearse.ts';
import type { RunRequest } from '../run/request.ts';
import { unitsOf } from '../run/unit.ts';
import type { CommonOptions } from './options.ts';

type ListOptions = Pick<CommonOptions, 'listHosts' | 'listTasks' | 'listTags' | 'syntaxCheck'>;

/** Whether a command line only asks what there is, and nothing is to be done. */
export function onlyLists({ listHosts, listTasks, listTags, syntaxCheck }: ListOptions): boolean {
  return [listHosts, listTasks, listTags, syntaxCheck].includes(true);
}

/** What a playbook holds, as `ansible-playbook` tells it: `--list-hosts`, `--list-tasks`, `--list-tags`. */
export function listPlaybook(request: RunRequest, options: ListOptions): string {
  const { playbook } = request;
  if (options.listHosts !== true && options.listTasks !== true && options.listTags !== true) {
    return `${playbook.name}: inventory, playbook and variables are well\n`;
  }
  const plays = playbook.plays.map((play, index) => playText(request, play, index + 1, options));
  return [`playbook: ${playbook.name}\n`, ...plays].join('\n');
}

function playText(request: RunRequest, play: Play, number: number, options: ListOptions): string {
  const tags = options.listTags === true ? `  TAGS: [${tagsOf(play).join(', ')}]` : '';
  const hosts = playHosts(request, play).map(({ name }) => name);
  return [
    `  play #${number}: ${play.name}${tags}`,
    ...(options.listHosts === true
      ? [`    hosts (${hosts.length}):`, ...hosts.map((name) => `      ${name}`)]
      : []),
    ...(options.listTasks === true ? ['    steps:', ...stepsText(request, play)] : []),
    '',
  ].join('\n');
}

function tagsOf(play: Play): string[] {
  const roles = play.kind === 'converge' ? play.roles : [];
  return [...new Set([...play.tags, ...roles.flatMap(({ name, tags }) => [name, ...tags])])].sort();
}

/** Steps that all hosts of the play have stand once; what follows from a machine's facts is not known yet. */
function stepsText(request: RunRequest, play: Play): string[] {
  if (play.kind !== 'converge') return [`      (${play.kind})`];
  const units = unitsOf(request.inventory, new Set(playHosts(request, play).map(({ name }) => name)));
  const known = units.flatMap(({ cluster, hosts }) =>
    hosts.flatMap((host) => {
      const steps = knownSteps(request, play, cluster, host);
      return steps.ok ? steps.value : [];
    }),
  );
  const names = known.flatMap(({ role, resources }) =>
    resources.map(({ name, tags }) => `      ${role} : ${name}  TAGS: [${tags.join(', ')}]`),
  );
  const open = known
    .filter(({ whole }) => !whole)
    .map(({ role }) => `      ${role} : what follows from the facts of each machine`);
  return [...new Set([...names, ...open])];
}
