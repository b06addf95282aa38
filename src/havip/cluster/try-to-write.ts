/**
 * A program that says why a folder takes no file, in the kernel's words behind a prefix; for folders of which `[ -w ]`
 * has said so. What it should make after all is removed.
 * @param folder as the shell is to read it, quoted
 */
export function tryToWrite(folder: string, prefix: string): string {
  return `{ ( : >${folder}/.havip-deploy.$$ ) 2>&1 && rm -f ${folder}/.havip-deploy.$$; } | { read -r said; echo "${prefix}$said"; }`;
}
