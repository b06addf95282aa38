import { type CheckProbe, type CheckSettings, commandLine, quote } from 'havip-deploy';

const KERNEL_NAME_LENGTH = 15;

/** One POSIX-sh command that succeeds while the service behind the address is well. */
export function checkProbe(check: CheckProbe & Pick<CheckSettings, 'timeout'>): string {
  const seconds = String(check.timeout / 1000);
  // The kernel keeps 15 characters of a process's name, and `-x` compares with those.
  if ('process' in check) return commandLine('pgrep', '-x', check.process.slice(0, KERNEL_NAME_LENGTH));
  if ('tcp' in check) return `timeout ${seconds} bash -c ${quote(`</dev/tcp/127.0.0.1/${check.tcp}`)}`;
  if ('http' in check) {
    const url = quote(check.http);
    return `{ if command -v curl; then curl -fsS -m ${seconds} -o /dev/null ${url}; else timeout ${seconds} wget -q -O /dev/null ${url}; fi; }`;
  }
  return `timeout ${seconds} ${check.script}`;
}
