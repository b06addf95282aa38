/** Where the tool keeps its own records on a target. */
export const STATE_DIRECTORY = '/var/lib/havip-deploy';

/** Replaced files, one folder a run, each under its full path. */
export const BACKUP_DIRECTORY = `${STATE_DIRECTORY}/backup`;

/** One file per service with the reload or restart that it still owes. */
export const PENDING_DIRECTORY = `${STATE_DIRECTORY}/pending`;
