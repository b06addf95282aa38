import { deafness, type Hearing } from './hears.ts';
import type { Speaker } from './speaker.ts';

/** A machine that does not take the adverts of another one of its cluster. */
export interface Misunderstanding {
  readonly receiver: Speaker;
  readonly sender: Speaker;
  readonly why: string;
}

/** Which of these machines do not take whose adverts, by what is configured on them. */
export function misunderstandings(
  speakers: readonly Speaker[],
  hearing: Hearing,
): readonly Misunderstanding[] {
  return speakers.flatMap((receiver) =>
    speakers.flatMap((sender) => {
      const why = sender === receiver ? undefined : deafness(receiver, sender, hearing);
      return why === undefined ? [] : [{ receiver, sender, why }];
    }),
  );
}

/** In a sentence without its full stop. */
export function misunderstandingText({ receiver, sender, why }: Misunderstanding): string {
  return `${receiver.host} does not take adverts of ${sender.host} (${why})`;
}

/** The line of a file that ends it, where one alone does: `172.16.16.7 to unicast_peer … on web-b`. */
export function missingPeer({ receiver, sender }: Misunderstanding): string | undefined {
  if (sender.peers === null || receiver.peers === null) return undefined;
  return sender.peers.some(({ address }) => address === receiver.source)
    ? undefined
    : `${receiver.source} to unicast_peer on ${sender.host}`;
}
