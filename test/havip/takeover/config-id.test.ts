import { describe, expect, it } from 'vitest';
import { CONFIG_PATH } from '../../../src/havip/cluster/paths.ts';
import { configIdFact, configIdIn } from '../../../src/havip/takeover/config-id.ts';
import { configurationInPlace, includedFilesFact } from '../../../src/havip/takeover/in-place.ts';
import { all } from '../../../src/keepalived/meaning/settings.ts';
import { fileFact } from '../../../src/resources/file.ts';
import { factsOf } from '../../support/facts.ts';

describe('the id of a configuration', () => {
  it.each([
    ['/usr/sbin/keepalived -D -i one', 'one'],
    ['/usr/sbin/keepalived -D -ione', 'one'],
    ['/usr/sbin/keepalived -Di one --vrrp', 'one'],
    ['/usr/sbin/keepalived --config-id=one -D', 'one'],
    ['/usr/sbin/keepalived --config-id one', 'one'],
    ['"-D -i one"', 'one'],
    ['"--config-id=one"', 'one'],
    ['/usr/sbin/keepalived -D -f /etc/keepalived/-i.conf', undefined],
    ['/usr/sbin/keepalived --dont-fork --log-console -p /run/vi x', undefined],
    ['', undefined],
  ])('in the words %j is %j', (words, id) => {
    expect(configIdIn(words)).toBe(id);
  });

  it.each([
    [
      'a running keepalived names it',
      'node-1.example.org\n365 1 1234 /usr/sbin/keepalived -D -i one\n',
      'one',
    ],
    ['the words of the service name it', 'node-1.example.org\n"-D --config-id=two"\n', 'two'],
    ['nobody names it', 'node-1.example.org\n365 1 1234 /usr/sbin/keepalived -D\n', 'node-1'],
    ['no line could be of one', '', undefined],
  ])('where %s', (_where, said, id) => {
    expect(configIdFact.parse(said)).toBe(id);
  });

  it('chooses the lines that are in force', () => {
    const text = 'vrrp_instance VI_1 {\n@one priority 90\n@two priority 100\n@^two garp_master_delay 3\n}\n';
    const file = `kind=file\nmode=644\nowner=root\ngroup=root\nsize=${text.length}\nsha256=x  -\ncontent=\n${text}`;
    const said = 'node-1\n365 1 1234 keepalived -i one\n';
    const facts = factsOf([fileFact(CONFIG_PATH), file], [includedFilesFact, ''], [configIdFact, said]);
    const config = configurationInPlace(facts);
    const [instance] = all(config?.nodes ?? [], 'vrrp_instance');
    const lines = instance?.children?.map(({ words }) => words.map(({ text: word }) => word).join(' '));
    expect(lines).toEqual(['priority 90', 'garp_master_delay 3']);
  });
});
