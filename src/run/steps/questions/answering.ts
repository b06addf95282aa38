import { KEPT_OUTPUT, type ProgramResult } from '../../../resources/steps/action.ts';

/**
 * POSIX sh: the program's end is an answer, whatever its exit code, and so is what it prints.
 * @param wellWith exit codes of a program that did what it was for; with others the journal has it as failed
 */
export function answering(script: string, mark: string, wellWith: readonly number[] = [0]): string {
  return `out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
code=0
(
${script}
) > "$out/1" 2> "$out/2" < /dev/null || code=$?
head -c ${KEPT_OUTPUT} "$out/1"
printf '\\n%s %s\\n' ${mark} "$code"
head -c ${KEPT_OUTPUT} "$out/2"
case $code in ${wellWith.join(' | ')}) ;; *) : > "$journal/.failed" ;; esac`;
}

/** Reads what such a program has printed. */
export function parseAnswer(said: string, mark: string): ProgramResult {
  const at = said.lastIndexOf(`\n${mark} `);
  const rest = said.slice(at + 1);
  const end = rest.indexOf('\n');
  const code = Number((end === -1 ? rest : rest.slice(0, end)).split(' ')[1]);
  return {
    exitCode: code,
    stdout: said.slice(0, Math.max(0, at)),
    stderr: end === -1 ? '' : rest.slice(end + 1),
  };
}
