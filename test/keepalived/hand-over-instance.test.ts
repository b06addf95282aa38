import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { onlyOnce, withinInstances } from '../../src/keepalived/daemon/hand-over.ts';

const CONFIG = `vrrp_instance VI_1 {
    priority 250
    nopreempt
    virtual_ipaddress {
        10.0.0.9
    }
}
vrrp_instance VI_2 {
    priority 240
    nopreempt
    virtual_ipaddress {
        10.0.0.19
    }
}
`;

function sh(program: string): string {
  const { stdout, status } = spawnSync('sh', ['-c', program, 'sh'], { input: CONFIG, encoding: 'utf8' });
  return status === 0 ? stdout : `status ${status}`;
}

const EDITS = `-e 's/priority .*/priority 254/' -e '/nopreempt/d'`;

describe('a handover in a configuration of several instances', () => {
  it.each([
    ['VI_1', ['254', '240'], 1],
    ['VI_2', ['250', '254'], 1],
    ['VI_3', ['250', '240'], 2],
  ])('changes %s alone', (instance, priorities, kept) => {
    const changed = sh(`sed ${withinInstances({ instances: [instance] }, EDITS)}`);
    expect([...changed.matchAll(/priority (\d+)/g)].map((row) => row[1])).toEqual(priorities);
    expect(changed.match(/nopreempt/g)?.length).toBe(kept);
  });

  it('changes all that have to move together', () => {
    const changed = sh(`sed ${withinInstances({ instances: ['VI_1', 'VI_2'] }, EDITS)}`);
    expect([...changed.matchAll(/priority (\d+)/g)].map((row) => row[1])).toEqual(['254', '254']);
    expect(changed).not.toContain('nopreempt');
  });

  it.each([
    ['VI_1', 'once\n'],
    ['VI_2', 'once\n'],
    ['VI_3', 'status 1'],
  ])('is for one that is there once: %s', (instance, said) => {
    expect(
      sh(
        `config=$(mktemp); cat >"$config"; ${onlyOnce({ instances: [instance] })} && echo once; code=$?; rm -f "$config"; exit $code`,
      ),
    ).toBe(said);
  });
});
