import { type CodeOrigin, UserMistake } from '../core/user-code/user-code.ts';
import { describeValue, isGenerator } from '../resources/describe-value.ts';
import type { Resource } from '../resources/resource.ts';

/** What a role may give in its list: `condition && file({ … })` gives one that is left out where it is false. */
export type MaybeResource = Resource | false | null | undefined;

/**
 * The resources of what a role's function gave.
 * @throws {UserMistake} for whatever else it gave
 */
export function resourceList(given: unknown, { what, made }: CodeOrigin): readonly Resource[] {
  const wrong = (summary: string, fix: string) => {
    const place = made?.place;
    return new UserMistake({ code: 'playbook.no-resource', summary, fix, ...(place && { source: place }) });
  };
  if (!Array.isArray(given)) {
    throw wrong(
      `${capital(what)} must give a list of resources, and gave ${describeValue(given)}`,
      given instanceof Promise
        ? 'Make it a plain function: what a machine is like comes from `facts`, and everything else from variables.'
        : isGenerator(given)
          ? 'Write the tasks themselves as `function* ({ host }) { … }`.'
          : 'Give a list, such as [file({ … }), service({ … })].',
    );
  }
  const found = given.filter((each) => each !== false && each !== null && each !== undefined);
  const strange = found.findIndex((each) => !isResource(each));
  if (strange === -1) return found;
  throw wrong(
    `${capital(what)} must give a list of resources, and one of them is ${describeValue(found[strange])}`,
    Array.isArray(found[strange])
      ? 'Put `...` before a list inside of the list.'
      : 'Each is what file({ … }), service({ … }), command({ … }) or another one gives, or `false` to be left out.',
  );
}

function isResource(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && 'plan' in value && typeof value.plan === 'function';
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
