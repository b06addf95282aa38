import type { ConvergePlay } from '../../api/types.ts';
import type { Host } from '../../inventory/types.ts';
import type { Step } from '../../resources/steps/step.ts';

/** A step as it is taken on a host: with what its play says of all steps, and with who logs in there. */
export function placed<S extends Step>(step: S, play: PlayedBy, { target }: Pick<Host, 'target'>): S {
  const { environment, noLog, becomeUser, become } = play;
  const said = [environment, noLog, becomeUser, become].some((each) => each !== undefined);
  if (step.within === undefined || !(said || step.meta?.asLogin === true)) return step;
  const isSaid = target.via === 'local' || target.unsaid?.user !== true;
  // A step gives one of its own kind.
  return step.within({
    ...(environment && { environment }),
    ...(noLog !== undefined && { noLog }),
    ...(becomeUser !== undefined && { becomeUser }),
    ...(become !== undefined && { become }),
    ...(target.become && { login: { user: isSaid ? target.user : undefined } }),
  }) as S;
}

type PlayedBy = Pick<ConvergePlay, 'environment' | 'noLog' | 'becomeUser' | 'become'>;
