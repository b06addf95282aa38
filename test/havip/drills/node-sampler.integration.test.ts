import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeSampler } from '../../../src/havip/drills/programs/node-sampler.ts';
import { mayHaveUsers } from '../../connection/private-etc.ts';

const SAMPLER = nodeSampler({ addresses: ['192.0.2.1'], stateFile: '/nonexistent' });

/** Processes of keepalived's name come and go beside the sampler, on a machine where nothing else runs. */
const SCRIPT = `
trap 'kill $sampler' EXIT
seen() {
  turn=0
  until sed "0,/^$1/d" "$OUT" | grep -q "$2"; do
    sleep 0.1; turn=$((turn + 1)); [ $turn -lt 200 ] || break
  done
}
echo begun >"$OUT"
keepalived 600 & parent=$!
sleep 0.05
keepalived 600 & child=$!
sh -c "$SAMPLER" >>"$OUT" & sampler=$!
seen begun " up:$parent"
echo "killed $parent" >>"$OUT"
kill -9 $parent && wait $parent 2>/dev/null
seen killed ' down'
keepalived 600 & next=$!
echo "started $next" >>"$OUT"
seen started " up:$next"
kill -9 $child $next
seen started ' down'
for turn in 1 2 3 4 5; do
  echo "stopped $turn" >>"$OUT"
  kill -STOP $sampler; sleep 0.6; kill -CONT $sampler
  seen "stopped $turn" '^T '; sleep 0.2$turn
done
cat "$OUT"
`;

describe.skipIf(!mayHaveUsers)('the sampler of a node, beside real processes', () => {
  let folder = '';
  let printed: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'node-sampler-'));
    // A process is known by its program's name.
    copyFileSync('/bin/sleep', join(folder, 'keepalived'));
    const child = spawn('unshare', ['-p', '-f', '--mount-proc', '--kill-child', 'bash', '-c', SCRIPT], {
      env: { PATH: `${folder}:${process.env.PATH}`, SAMPLER, OUT: join(folder, 'said') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      text += data;
    });
    await new Promise((resolve) => child.on('close', resolve));
    printed = text.split('\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What it said of the daemon, each once, and what was done meanwhile. */
  function course(): string[] {
    const words = printed.flatMap((line) => {
      if (line.startsWith('T ')) return line.split(' ')[3] ?? '';
      return /^(killed|started) /.test(line) ? [line] : [];
    });
    return words.filter((word, index) => word !== words[index - 1]);
  }

  it('tells by how much it was late, wherever in a heartbeat it stood still', () => {
    const late = printed.flatMap((line) => /^L \d+\.\d+ (\d+)$/.exec(line)?.[1] ?? []);
    expect(late.map(Number).filter((hundredths) => hundredths >= 30).length).toBeGreaterThanOrEqual(5);
  });

  it('tells the parent from its child, and a child that outlives it from a new keepalived', () => {
    const [parent = ''] = /\d+$/.exec(course().find((word) => word.startsWith('killed')) ?? '') ?? [];
    const [next = ''] = /\d+$/.exec(course().find((word) => word.startsWith('started')) ?? '') ?? [];
    expect(course()).toEqual([
      `up:${parent}`,
      `killed ${parent}`,
      'down',
      `started ${next}`,
      `up:${next}`,
      'down',
    ]);
  });
});
