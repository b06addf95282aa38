import { describe, expect, it } from 'vitest';
import { CONFIG_PATH, keepalivedServiceFact } from '../../../src/havip/cluster/state/cluster-facts.ts';
import { configurationInForce, includedFilesFact } from '../../../src/havip/takeover/in-place.ts';
import { all } from '../../../src/keepalived/meaning/settings.ts';
import { fileFact } from '../../../src/resources/file.ts';
import { loadedFact } from '../../../src/resources/services/pending.ts';
import { factsOf } from '../../support/facts.ts';

const NEW = 'vrrp_instance VI_1 {\n}\n';
const OLD = 'vrrp_instance OLD {\n}\n';
const RUNS = 'LoadState=loaded\nActiveState=active\nMainPID=7\nUnitFileState=enabled\n';
const STOPPED = 'LoadState=loaded\nActiveState=inactive\nMainPID=0\nUnitFileState=enabled\n';
const kept = (pid: number) => `${pid}\n${Buffer.from(OLD).toString('base64')}\n`;

describe('the configuration by which keepalived speaks', () => {
  it.each([
    ['is the one in place', RUNS, '', 'VI_1'],
    ['is the one before, where a run was cut off before it was read', RUNS, kept(7), 'OLD'],
    ['is the one in place, where another process has been started since', RUNS, kept(6), 'VI_1'],
    ['is the one in place, with which it will start', STOPPED, kept(7), 'VI_1'],
    ['is the one in place, where what is kept cannot be read', RUNS, '7\n', 'VI_1'],
  ])('%s', (_name, service, loaded, instance) => {
    const file = `kind=file\nmode=644\nowner=root\ngroup=root\nsize=${NEW.length}\nsha256=x  -\ncontent=\n${NEW}`;
    const facts = factsOf(
      [fileFact(CONFIG_PATH), file],
      [includedFilesFact, ''],
      [keepalivedServiceFact, service],
      [loadedFact('keepalived', CONFIG_PATH), loaded],
    );
    const [found] = all(configurationInForce(facts)?.nodes ?? [], 'vrrp_instance');
    expect(found?.words[1]?.text).toBe(instance);
  });
});
