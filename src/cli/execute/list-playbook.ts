import { type ConvergePlay, isConverging, type Play } from '../../api/types.ts';
import type { Step } from '../../resources/steps/step.ts';
import { playHosts } from '../../run/check/check-request.ts';
import { knownSteps, type Rehearsed } from '../../run/check/rehearse.ts';
import type { RunnerKinds } from '../../run/kinds.ts';
import type { RunRequest } from '../../run/request.ts';
import { unitsOf } from '../../run/unit/units-of.ts';
import type { CommonOptions } from '../options/options.ts';

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
  const tags = options.listTags === true ? `  TAGS: [${tagsOf(request, kinds, play).join(', ')}]` : '';
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

/** Those of the play, of its roles, and of its steps as far as they are known. */
function tagsOf(request: RunRequest, kinds: RunnerKinds, play: Play): string[] {
  if (!isConverging(play)) return [...play.tags].sort();
  const roles = play.roles.flatMap(({ name, tags }) => [name, ...tags]);
  const steps = knownOf(request, kinds, play).flatMap((each) => stepsOf(each).flatMap(({ tags }) => tags));
  return [...new Set([...play.tags, ...roles, ...steps])].sort();
}

/** The steps of all hosts of a play, as far as they are known without the machines. */
function knownOf(request: RunRequest, kinds: RunnerKinds, play: ConvergePlay): readonly Rehearsed[] {
  const names = new Set(playHosts(request, kinds, play).map(({ name }) => name));
  const hosts = unitsOf(request.inventory, kinds.units, names).flatMap((unit) =>
    unit.hosts.map((host) => ({ unit, host })),
  );
  return knownSteps(request, play, hosts).flatMap((steps) => (steps.ok ? steps.value : []));
}

function stepsOf({ resources, tasks }: Rehearsed): readonly Step[] {
  return [...resources, ...(tasks?.steps ?? [])];
}

/** Steps that all hosts of the play have stand once; what follows from a machine's facts is not known yet. */
function stepsText(request: RunRequest, kinds: RunnerKinds, play: Play): string[] {
  if (!isConverging(play)) return [`      (${play.kind})`];
  const known = knownOf(request, kinds, play);
  const steps = known.flatMap((each) =>
    stepsOf(each).map(({ name, tags }) => `      ${each.role} : ${name}  TAGS: [${tags.join(', ')}]`),
  );
  const open = known
    .filter(({ whole, tasks }) => !whole || tasks?.whole === false)
    .map(({ role }) => `      ${role} : what follows from the facts of each machine`);
  return [...new Set([...steps, ...open])];
}
