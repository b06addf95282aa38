import { formatPlace, type Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { Resource } from '../resource.ts';
import { handlerAnswer, isHandler } from './meta.ts';

/**
 * What is wrong with the resources of one host in one play, whatever the machine is like: options, two of one
 * id, a notification that nobody answers. The first problem of each resource that has one.
 * @param isPart more steps come after these, which may answer
 */
export function wrongSteps(
  resources: readonly Resource[],
  isPart = false,
): ReadonlyMap<Resource, readonly Problem[]> {
  const wrong = new Map<Resource, readonly Problem[]>();
  const first = new Map<string, Resource>();
  const taken = resources.filter(({ meta }) => meta?.when !== false);
  const answered = taken.flatMap(({ answers }) => answers ?? []);
  // What a list lacks for a verdict's sake may be what would have answered; nothing is changed then.
  const isWhole = !isPart && !taken.some(({ isRefused }) => isRefused === true);
  for (const resource of taken) {
    const problems = [
      ...(resource.problems ?? []),
      ...notAsked(resource),
      ...twice(resource, first.get(resource.id)),
      ...(isWhole ? unanswered(resource, answered) : []),
      ...wholeAndPart(resource, taken),
    ];
    if (problems.length > 0) wrong.set(resource, problems);
    if (!first.has(resource.id)) first.set(resource.id, resource);
  }
  return wrong;
}

/** Notifications that none of these steps carries out, nor any after them. */
export function unansweredIn(resources: readonly Resource[]): Problem[] {
  const taken = resources.filter(({ meta }) => meta?.when !== false);
  return taken.flatMap((resource, index) =>
    unanswered(
      resource,
      taken.slice(index).flatMap(({ answers }) => answers ?? []),
    ),
  );
}

/** Verdicts, which no playbook makes, may be several of one id: each says one thing about it. */
function twice(resource: Resource, first: Resource | undefined): Problem[] {
  if (first?.meta?.made === undefined || resource.meta?.made === undefined) return [];
  const { place } = first.meta.made;
  return [
    {
      code: 'playbook.same-step-twice',
      summary: `${resource.id.replace(':', ' ')} is wanted twice on one host`,
      detail: `${place === undefined ? 'It was wanted before' : `The first time at ${formatPlace(place)}`}. Each of the two would undo or hide the other.`,
      fix: resource.id.startsWith('command:')
        ? 'Give the two commands names of their own.'
        : 'Leave one of the two out, or make one of both.',
      ...placeOf(resource),
    },
  ];
}

/** A list, or a `yield` without an asterisk, would leave out what it does. */
function notAsked(resource: Resource): Problem[] {
  if (resource.meta?.onlyAsked !== true) return [];
  return [
    {
      code: 'playbook.step-not-asked',
      summary: `the work of ${resource.name} is tasks, and nothing asks for them`,
      detail: 'Tasks are carried out one after the other, which a list of steps cannot do.',
      fix: 'Write `yield*` before it, in tasks that are a `function*`.',
      ...placeOf(resource),
    },
  ];
}

/** Of one file, the whole is said by one step and a part by another: each run would do both again. */
function wholeAndPart(resource: Resource, all: readonly Resource[]): Problem[] {
  const whole = all.find(({ id }) => resource.edits !== undefined && id === `file:${resource.edits}`);
  if (whole === undefined) return [];
  const place = whole.meta?.made?.place;
  return [
    {
      code: 'playbook.edited-and-written',
      summary: `${resource.name}: another step says the whole of that file`,
      detail: `${place === undefined ? 'It' : `The one at ${formatPlace(place)}`} would take the edit out again in each run.`,
      fix: 'Put what is to be edited into the whole.',
      ...placeOf(resource),
    },
  ];
}

function unanswered(resource: Resource, answered: readonly string[]): Problem[] {
  const asked = resource.meta?.notify ?? [];
  return asked
    .filter(({ service }) => !answered.includes(service))
    .map(({ service, action }) => ({
      code: 'playbook.unanswered-notify',
      summary: isHandler(service)
        ? `${resource.name} asks for the ${service}, and nothing in the play is that`
        : `${resource.name} asks for a ${action} of ${service}, and nothing in the play carries that out`,
      detail:
        answered.length === 0
          ? 'The play has no service or handler at all.'
          : `Its services and handlers: ${[...new Set(answered)].join(', ')}.`,
      fix: `${hint(service, answered)}Put ${callOf(service)} behind it, or take the notify out.`,
      ...placeOf(resource),
    }));
}

function callOf(answer: string): string {
  return isHandler(answer)
    ? `handler({ name: '${answer.slice(handlerAnswer('').length)}', run: … })`
    : `service({ service: '${answer}' })`;
}

function hint(service: string, answered: readonly string[]): string {
  const meant = nearest(service, answered);
  return meant === undefined ? '' : `Did you mean "${meant}"? `;
}

function placeOf({ meta }: Resource): Pick<Problem, 'source'> {
  const place = meta?.made?.place;
  return place === undefined ? {} : { source: place };
}
