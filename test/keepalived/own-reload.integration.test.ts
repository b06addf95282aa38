import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OBJECTIONS } from '../../src/keepalived/daemon/hand-over.ts';
import { OWNER_OBJECTIONS } from '../../src/keepalived/daemon/own-reload.ts';

const able = process.getuid?.() === 0 && spawnSync('keepalived', ['-v']).status === 0;

const configOf = (priority: number, more: string) => `global_defs {
    script_user root
}
vrrp_script chk {
    script "/bin/true"
    weight 5
}
vrrp_instance V {
    state BACKUP
    interface lo
    virtual_router_id 77
    priority ${priority}
    virtual_ipaddress {
        127.0.0.9
    }
${more}
}
`;

function against(config: string, trial: string): string {
  const program = `config=$1; trial=$2\n${OBJECTIONS}\n${OWNER_OBJECTIONS}\nprintf %s "$against"`;
  return spawnSync('sh', ['-c', program, 'sh', config, trial], { encoding: 'utf8' }).stdout;
}

describe.skipIf(!able)('the same configuration with the priority of the owner', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-own-reload-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['nothing is tracked', ''],
    ['a check with a weight', '    track_script {\n        chk\n    }'],
    ['an interface with a weight', '    track_interface {\n        lo weight 3\n    }'],
  ])('%s: keepalived finds nothing else in it', (_name, more) => {
    const [own, trial] = [join(folder, 'own.conf'), join(folder, 'trial.conf')];
    // With the second, it has nothing at all against the configuration as it is, and ends with 0.
    for (const globals of ['', 'global_defs {\n    enable_script_security\n    script_user root\n}\n']) {
      writeFileSync(own, globals + configOf(100, more));
      writeFileSync(trial, globals + configOf(255, more));
      expect(against(own, trial)).toBe('');
    }
  });

  it('another mistake is still told apart', () => {
    const [own, trial] = [join(folder, 'own.conf'), join(folder, 'trial.conf')];
    writeFileSync(own, configOf(100, ''));
    writeFileSync(trial, configOf(255, '    no_such_word'));
    expect(against(own, trial)).toContain('no_such_word');
  });
});
