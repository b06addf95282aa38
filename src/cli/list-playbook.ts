import { isConverging, type Play } from '../api/types.ts';
import { playHosts } from '../run/check-request.ts';
import type { RunnerKinds } from '../run/kinds.ts';
import { knownSteps } from '../run/rehearse.ts';
import type { RunRequest } from '../run/request.ts';
import { unitsOf } from '../run/units-of.ts';
import type { CommonOptions } from './options.ts';

type ListOptions = Pick<CommonOptions, 'listHosts' | 'listTasks' | 'listTags' | 'syntaxCheck'>;

/** Whether a command line only asks what there is, and nothing is to be done. */
export function onlyLists({ listHosts, listTasks, listTags, syntaxCheck }: ListOptions): boolean {
  return [listHosts, listTasks, listTags, syntaxCheck].includes(true);
}

/** What a playbook holds, as `ansible-playbook` tells it: `--list-hosts`, `--list-tasks`, `--list-tags`. */
export function listPlaybook(request: RunRequest, kinds: RunnerKinds, options: ListOptions): string {
  const { playbook } = request;
  if (options.listHosts !== true && options.listTasks !== true && options.listTags !== true) {
    return `${playbook.name}: inventory, playbook and variables are well\n`;
  }
  const plays = playbook.plays.map((play, index) => playText(request, kinds, play, index + 1, options));
  return [`playbook: ${playbook.name}\n`, ...plays].join('\n');
}

function playText(
  request: RunRequest,
  kinds: RunnerKinds,
  play: Play,
  number: number,
  options: ListOptions,
): string {
  const tags = options.listTags === true ? `  TAGS: [${tagsOf(play).join(', ')}]` : '';
  const hosts = playHosts(request, kinds, play).map(({ name }) => name);
  return [
    `  play #${number}: ${play.name}${tags}`,
    ...(options.listHosts === true
      ? [`    hosts (${hosts.length}):`, ...hosts.map((name) => `      ${name}`)]
      : []),
    ...(options.listTasks === true ? ['    steps:', ...stepsText(request, kinds, play)] : []),
    '',
  ].join('\n');
}

function tagsOf(play: Play): string[] {
  const roles = isConverging(play) ? play.roles : [];
  return [...new Set([...play.tags, ...roles.flatMap(({ name, tags }) => [name, ...tags])])].sort();
}

/** Steps that all hosts of the play have stand once; what follows from a machine's facts is not known yet. */
function stepsText(request: RunRequest, kinds: RunnerKinds, play: Play): string[] {
  if (!isConverging(play)) return [`      (${play.kind})`];
  const names = new Set(playHosts(request, kinds, play).map(({ name }) => name));
  const known = unitsOf(request.inventory, kinds.units, names).flatMap((unit) =>
    unit.hosts.flatMap((host) => {
      const steps = knownSteps(request, play, unit, host);
      return steps.ok ? steps.value : [];
    }),
  );
  const steps = known.flatMap(({ role, resources, tasks }) =>
    [...resources, ...(tasks?.steps ?? [])].map(
      ({ name, tags }) => `      ${role} : ${name}  TAGS: [${tags.join(', ')}]`,
    ),
  );
  const open = known
    .filter(({ whole, tasks }) => !whole || tasks?.whole === false)
    .map(({ role }) => `      ${role} : what follows from the facts of each machine`);
  return [...new Set([...steps, ...open])];
}
