import { quote } from '../../core/programs/shell.ts';

/** Seconds that a download may take. */
const MAX_SECONDS = 600;

/** POSIX sh that fetches a file from the web, with what the machine has for it. */
export function fetchProgram(url: string, destination: string): string {
  return `if command -v curl >/dev/null; then curl -fsSL --connect-timeout 10 --max-time ${MAX_SECONDS} -o ${destination} ${quote(url)}
elif command -v wget >/dev/null; then timeout ${MAX_SECONDS} wget -q -T 60 -O ${destination} ${quote(url)}
else echo 'neither curl nor wget is on the machine'; exit 1; fi`;
}
