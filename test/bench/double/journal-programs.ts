import { ControlDied, type Cut, type Journal, type Machine } from './machine.ts';
import { LeaseLost, runScript, ScriptFailed } from './scripts.ts';

const AT = '2026-01-01T00:00:00Z';

/** Carries out an apply program: guards, the journal's preamble, then each step with its notes. */
export function applyProgram(machine: Machine, program: string, cut: Cut | undefined): string {
  const marker = /@[0-9a-f]{24}/.exec(program)?.[0] ?? '';
  if (!fenceHolds(machine, program)) return `\n${marker} fenced 0\n`;
  const folder = unquote(/^journal=(.*)$/m.exec(program)?.[1] ?? '');
  const journal = opened(machine, folder, program);
  let told = '';
  for (const [index, part] of program
    .split(/^printf '\\n%s start %s\\n' \S+ \d+\n/m)
    .slice(1)
    .entries()) {
    const [, number = '', name = ''] = /^note intended (\d+) (.*)$/m.exec(part) ?? [];
    const step = `${number} ${unquote(name)}`;
    const note = (word: 'intended' | 'done' | 'failed') => {
      journal.log.push(`${AT} ${word} ${step}`);
      if (cut?.step === Number(number) && cut.noted === word) throw new ControlDied();
    };
    told += `\n${marker} start ${index}\n`;
    note('intended');
    const script =
      /^(?:\{ )?said=\$\( \( set -eu\n([\s\S]*?)\n\) 9>&- 2>&1 \); status=\$\?/m.exec(part)?.[1] ?? '';
    let ended: 'done' | 'failed' = 'done';
    try {
      const said = runAnswering(machine, script);
      told += toldRunning(marker, script);
      if (said !== undefined) told += `\n${marker} said ${index}\n${said.text}\n`;
      if (said?.failed === true) ended = 'failed';
    } catch (error) {
      if (!(error instanceof ScriptFailed)) throw error;
      note('failed');
      return `${told}\n${marker} failed ${index} 1\n${error.message}\n`;
    }
    note(ended);
    told += `\n${marker} done ${index}\n`;
  }
  return `${told}\n${marker} end\n`;
}

/** What a step that starts something tells as soon as that runs. */
function toldRunning(marker: string, script: string): string {
  return /^tell_running$/m.test(script) ? `\n${marker} running\n` : '';
}

/** A script whose every end is an answer gives what it prints: stdout, a mark with the exit code, stderr. */
function runAnswering(
  machine: Machine,
  script: string,
): { readonly text: string; readonly failed: boolean } | undefined {
  const mark = /^printf '\\n%s %s\\n' (@[0-9a-f]{24}) "\$code"$/m.exec(script)?.[1];
  if (mark === undefined) {
    runScript(machine, script);
    return undefined;
  }
  try {
    return { text: `${runScript(machine, script)}\n${mark} 0\n`, failed: false };
  } catch (error) {
    if (!(error instanceof ScriptFailed)) throw error;
    // As the script has it: exit codes that are no failure stand before its mark of one.
    const well = /^case \$code in (.*)\) ;; \*\) : > "\$journal\/\.failed" ;; esac$/m.exec(script)?.[1];
    const failed = well?.split(' | ').includes('1') !== true;
    return { text: `\n${mark} 1\n${error.message}`, failed };
  }
}

/** Carries out `sh FOLDER/undo.sh` of each folder that is named. */
export function undoProgram(machine: Machine, program: string): string {
  if (!fenceHolds(machine, program)) throw new LeaseLost();
  const undone = /; then (?:printf %s ('(?:[^']|'\\'')*') > \S+; )?sh (\S+)\/undo\.sh/g;
  return [...program.matchAll(undone)]
    .map(([, by, folder = '']) => {
      const journal = machine.journals.get(unquote(folder));
      if (journal !== undefined && by !== undefined) journal.undoneBy = unquote(by);
      return undoOne(machine, journal);
    })
    .join('');
}

function undoOne(machine: Machine, journal: Journal | undefined): string {
  if (journal === undefined) return '';
  const begun = journal.log.flatMap(
    (line) => / intended (\d+) (.*)$/.exec(line)?.slice(1, 3).join(' ') ?? [],
  );
  const said: string[] = [];
  let failed = false;
  const take = (key: string, name: string): void => {
    try {
      runScript(machine, journal.undo.get(key) ?? '');
      said.push(`undone: ${name}`);
    } catch (error) {
      if (!(error instanceof ScriptFailed)) throw error;
      failed = true;
      said.push(`failed: ${name}`, `  ${error.message}`);
    }
  };
  const steps = [...new Set(begun)].map((each) => ({
    number: each.slice(0, each.indexOf(' ')),
    name: each.slice(each.indexOf(' ') + 1),
  }));
  for (const { number, name } of steps.toReversed()) {
    if (journal.undo.has(number)) take(number, name);
    else if (!journal.undo.has(`${number}.last`)) said.push(`left as it is: ${name}`);
  }
  for (const { number, name } of steps) if (journal.undo.has(`${number}.last`)) take(`${number}.last`, name);
  if (failed) throw new ScriptFailed(said.join('\n'));
  journal.log.push(`${AT} undone`);
  return `${said.join('\n')}\n`;
}

/** Carries out the program that ends journals. */
export function closeProgram(machine: Machine, program: string): string {
  for (const [, folder = '', ending = ''] of program.matchAll(/^\s*ended (\S+) (\w+)$/gm)) {
    machine.journals.get(unquote(folder))?.log.push(`${AT} ${ending}`);
  }
  return '';
}

/** What the program prints that reads journals. */
export function recordsText(machine: Machine, program: string): string {
  const all = program.startsWith('ls ');
  const mark = '\u001e';
  return [...machine.journals]
    .filter(([folder]) => program.includes(folder.slice(0, folder.lastIndexOf('/'))))
    .filter(([, { log }]) => all || !/ (proved|kept|settled|undone)$/.test(log.at(-1) ?? ''))
    .reverse()
    .map(([folder, { meta, before, changes, measured, undoneBy, log }]) =>
      [
        `${mark}run=${folder}\n`,
        ...Object.entries({
          meta,
          'state-before': before,
          changes,
          measured,
          'undone-by': undoneBy,
          log: log.join('\n'),
        }).map(([part, text]) => `${mark}${part}\n${text}\n`),
      ].join(''),
    )
    .join('');
}

function opened(machine: Machine, folder: string, program: string): Journal {
  const known = machine.journals.get(folder);
  const journal: Journal = known ?? {
    meta: '',
    before: '',
    changes: '',
    measured: '',
    undoneBy: '',
    log: [],
    undo: new Map(),
  };
  machine.journals.set(folder, journal);
  if (known === undefined) {
    journal.meta = quoted(program, /printf %s ('(?:[^']|'\\'')*'|\S+) > "\$journal\/meta"/);
    journal.before = `holds=${machine.holds ? 'yes' : 'no'}\nActiveState=${machine.service('keepalived').active ? 'active' : 'inactive'}\n`;
  }
  journal.changes += quoted(program, /printf %s ('(?:[^']|'\\'')*'|\S+) >> "\$journal\/changes"/);
  for (const [, text = '', file = ''] of program.matchAll(
    /^printf '%s\\n' ('(?:[^']|'\\'')*') > "\$journal\/undo\/([\d.a-z]+)"$/gm,
  )) {
    journal.undo.set(file, unquote(text));
  }
  return journal;
}

function fenceHolds({ lease }: Machine, program: string): boolean {
  const id = /^file=\S+; mine='?([\w-]+)'?; folder=/m.exec(program)?.[1];
  return id === undefined || lease?.text.split('\n').includes(`id=${id}`) === true;
}

function quoted(program: string, pattern: RegExp): string {
  return unquote(pattern.exec(program)?.[1] ?? '');
}

function unquote(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1).replaceAll("'\\''", "'") : word;
}
