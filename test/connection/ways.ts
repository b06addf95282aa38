/** The two ways to an SSH server: what is built in, and the system's program. */
export const WAYS = ['ssh', 'openssh'] as const;

export type Way = (typeof WAYS)[number];
