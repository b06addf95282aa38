import { quote } from '../../core/programs/shell.ts';
import { type Fact, parsePairs } from '../fact.ts';
import { fileName, LOADED_SUFFIX, PENDING_DIRECTORY } from '../paths.ts';
import { type Notification, type ServiceAction, strongest } from '../resource.ts';
import { isHandler } from '../steps/meta.ts';

/**
 * A reload or restart that a service owes because something it reads was replaced. It is written
 * before the file is, and removed after the service has done it, so that a run cut off in between
 * is not followed by one that finds the file in place and believes all is well.
 */
export interface PendingFacts {
  readonly action: ServiceAction | undefined;
  /** Main process of the service when it was written; another one has read the new file already. */
  readonly mainPid: string;
}

/** Where it is noted what a service owes. */
export function pendingPath(service: string): string {
  return `${PENDING_DIRECTORY}/${fileName(service)}`;
}

/** Where that lies which the service has loaded, of what was replaced since; void with the note beside it (ADR 169). */
function loadedFolder(service: string): string {
  return `${pendingPath(service)}${LOADED_SUFFIX}`;
}

/** A file as a service has loaded it that owes a reload or restart for its replacement. */
export interface LoadedFile {
  /** Of the service, when it was replaced; another process has read the new one. */
  readonly mainPid: string;
  readonly content: string;
}

/** How a file was that a service has loaded, and that was replaced since; undefined where it owes nothing for it. */
export function loadedFact(service: string, path: string): Fact<LoadedFile | undefined> {
  const copy = quote(`${loadedFolder(service)}/${fileName(path)}`);
  return {
    id: `loaded:${service}:${path}`,
    plain: true,
    program: `[ ! -e ${copy} ] || { sed -n 's/^pid=//p' ${quote(pendingPath(service))} 2>/dev/null; base64 < ${copy} | tr -d '\\n'; echo; }`,
    shown: () => '(not shown)',
    parse: (output) => {
      const [mainPid = '', encoded] = output.split('\n');
      if (mainPid === '' || encoded === undefined || encoded === '') return undefined;
      return { mainPid, content: Buffer.from(encoded, 'base64').toString('utf8') };
    },
  };
}

/** What a service still owes. */
export function pendingFact(service: string): Fact<PendingFacts> {
  const path = quote(pendingPath(service));
  return {
    id: `pending:${service}`,
    plain: true,
    // Nearly always there is none, and a process costs more than a look.
    program: `[ ! -e ${path} ] || cat ${path}`,
    parse: (output) => {
      const { action, pid } = parsePairs(output);
      const known = action === 'daemon-reload' || action === 'reload' || action === 'restart';
      return { action: known ? action : undefined, mainPid: pid ?? '' };
    },
  };
}

/**
 * POSIX sh that notes what a service owes; what the same process owes already is not weakened. One
 * that another process owed was paid by its end, as when a package restarts its service by itself.
 * @param changed paths that change; of a handler, an undo wants to know whether there is something to take up
 */
export function rememberPending({ service, action }: Notification, changed: readonly string[] = []): string {
  const path = quote(pendingPath(service));
  if (isHandler(service)) {
    const asked = quote(askedFor(service));
    const noted = changed.map((each) => `printf '%s\\n' ${quote(each)} >> "$journal"/${asked}`);
    return `( umask 077; mkdir -p ${PENDING_DIRECTORY}; printf 'action=restart\\npid=\\n' > ${path}
${noted.length === 0 ? '' : `mkdir -p "$journal/asked"\n${noted.join('\n')}\n`})`;
  }
  return `[ -d ${PENDING_DIRECTORY} ] || ( umask 077; mkdir -p ${PENDING_DIRECTORY} )
owing=$(systemctl show -p MainPID ${quote(service)}); owing=\${owing#MainPID=}
owed= owed_by=none
[ ! -f ${path} ] || while IFS='=' read -r key value; do
  case $key in action) owed=$value ;; pid) owed_by=$value ;; esac
done < ${path}
${keepLoaded(service, changed)}case "$owed_by:$owed" in
  ${notWeaker(action)}) ;;
  *) ( umask 077; printf 'action=%s\\npid=%s\\n' ${action} "$owing" > ${path} ) ;;
esac`;
}

/** Pattern of POSIX sh for debts of the process `$owing` that leave nothing to be noted. */
function notWeaker(action: ServiceAction): string {
  const actions = (['restart', 'reload', 'daemon-reload'] as const).filter(
    (each) => strongest(each, action) === each,
  );
  return actions.map((each) => `"$owing:${each}"`).join(' | ');
}

/** The first that is replaced is what the process has loaded, whatever comes after it. */
function keepLoaded(service: string, changed: readonly string[]): string {
  if (changed.length === 0) return '';
  const folder = quote(loadedFolder(service));
  const copies = changed.map((path) => {
    const copy = quote(`${loadedFolder(service)}/${fileName(path)}`);
    return `[ ! -f ${quote(path)} ] || [ -e ${copy} ] || ( umask 077; mkdir -p ${folder}; cat ${quote(path)} > ${copy}.new && mv -f ${copy}.new ${copy} )\n`;
  });
  return `[ "$owed_by" = "$owing" ] || [ ! -e ${folder} ] || rm -rf ${folder}\n${copies.join('')}`;
}

/** Where a journal notes the paths for which a handler was asked in its run. */
export function askedFor(answer: string): string {
  return `asked/${fileName(answer)}`;
}

/** POSIX sh that settles what a service owed. */
export function forgetPending(service: string): string {
  const note = quote(pendingPath(service));
  if (isHandler(service)) return `rm -f ${note}`;
  const loaded = quote(loadedFolder(service));
  return `if [ -e ${note} ] || [ -e ${loaded} ]; then\nrm -rf ${note} ${loaded}\nfi`;
}
