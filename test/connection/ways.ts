/** The two ways to an SSH server: what is built in, and the system's program. */
export const BOTH_WAYS = ['ssh', 'openssh'] as const;

export type Way = (typeof BOTH_WAYS)[number];

/** Those of this suite: each release of Node tries what is built in, and the program is tried once. */
export const WAYS = BOTH_WAYS.filter((way) => way === (process.env.HAVIP_DEPLOY_WAY ?? way));
