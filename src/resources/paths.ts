/** Where the tool keeps its own records on a target. */
export const STATE_DIRECTORY = '/var/lib/havip-deploy';

/** What was there before each run, and how it is put back: one folder a unit, in it one a run. */
export const JOURNAL_DIRECTORY = `${STATE_DIRECTORY}/journal`;

/** One file per service with the reload or restart that it still owes. */
export const PENDING_DIRECTORY = `${STATE_DIRECTORY}/pending`;
