import type { Machine } from './machine.ts';

/** Answers a program about the lease; undefined where it is about something else. */
export function leaseProgram(machine: Machine, program: string): string | undefined {
  const { lease } = machine;
  const mine = /mine=(\S+);/.exec(program)?.[1]?.replaceAll("'", '') ?? '';
  if (program.startsWith('if [ -f ') && program.includes('secondsLeft'))
    return lease === undefined ? '' : `${lease.text}\nsecondsLeft=${lease.secondsLeft}\n`;
  if (program.includes('result=held')) return take(machine, program, mine);
  if (!program.includes('result=gone')) return undefined;
  if (lease === undefined || idOf(machine) !== mine) return answer(machine, 'gone');
  const releases = program.includes('rm -f "$file"');
  const said = answer(machine, releases ? 'released' : 'renewed');
  machine.lease = releases ? undefined : { ...lease, secondsLeft: 60 };
  return said;
}

function take(machine: Machine, program: string, mine: string): string {
  const { lease } = machine;
  const others = [...program.matchAll(/"\$there" = (\S+) \]/g)].map((match) => match[1]?.replaceAll("'", ''));
  const free = lease === undefined || lease.secondsLeft <= 0 || [mine, ...others].includes(idOf(machine));
  const said = answer(machine, free ? 'taken' : 'held');
  const text = /^text='?([\s\S]*?)'?\nresult=held/m.exec(program)?.[1] ?? '';
  if (free) machine.lease = { text, secondsLeft: 60 };
  return said;
}

function idOf({ lease }: Machine): string {
  return /^id=(.*)$/m.exec(lease?.text ?? '')?.[1] ?? '';
}

function answer({ lease }: Machine, result: string): string {
  return `${lease?.text ?? ''}\nresult=${result}\nsecondsLeft=${lease?.secondsLeft ?? 0}\n`;
}
