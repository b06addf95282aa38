import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Inventory, limitInventory, selectHosts } from '../../src/inventory/index.ts';
import { compileWildcards } from '../../src/inventory/select/wildcards.ts';
import { loaded, withFolder } from './folder.ts';

let inventory: Inventory;

beforeAll(async () => {
  inventory = await loaded(`
web: { hosts: { "web[1:4]": } }
db: { hosts: { "db-[a:b]": }, children: { replica: { hosts: { db-r: } } } }
blue: { hosts: { web1: , db-a: } }
`);
});

function names(pattern: string): string {
  const selected = selectHosts(inventory, pattern);
  return selected.ok
    ? selected.value.map(({ name }) => name).join(' ')
    : selected.problems.map(({ summary, detail }) => `${summary}; ${detail}`).join('\n');
}

describe('selectHosts', () => {
  it.each([
    ['web', 'web1 web2 web3 web4'],
    ['db', 'db-a db-b db-r'],
    ['web1', 'web1'],
    ['web1,db', 'web1 db-a db-b db-r'],
    ['web:db-a', 'web1 web2 web3 web4 db-a'],
    ['blue:&web', 'web1'],
    ['&blue:web', 'web1'],
    ['web:!blue:!web4', 'web2 web3'],
    ['!web', 'db-a db-b db-r'],
    ['web*', 'web1 web2 web3 web4'],
    ['*-[!a]', 'db-b db-r'],
    ['~web[12]', 'web1 web2'],
    ['~^(db-r|web4)$', 'web4 db-r'],
    ['~(?:web1|db-a)', 'web1 db-a'],
    ['web[0]', 'web1'],
    ['web[-1]', 'web4'],
    ['web[0:2]', 'web1 web2 web3'],
    ['web[2:]', 'web3 web4'],
    ['web[1:-1]', 'web2 web3 web4'],
    [' web1 , web2 ', 'web1 web2'],
    ['web1:web1', 'web1'],
  ])('%s', (pattern, expected) => {
    expect(names(pattern)).toBe(expected);
  });

  it.each([
    ['wbe', 'pattern "wbe" matches no host; did you mean "web"?'],
    [
      'web1,nosuchhost',
      'pattern "nosuchhost" matches no host; Groups and hosts are: all, ungrouped, web, db, replica, blue, web1, web2, web3, web4, db-a, db-b, db-r',
    ],
    ['all:!web5', 'pattern "web5" matches no host; did you mean "web"?'],
    ['web[9]', 'pattern "web[9]" matches no host; "web" has 4 hosts; counting starts at 0.'],
    ['web:!web', 'pattern "web:!web" leaves no host; Each part matches, but all together select nobody.'],
    ['~(', 'pattern "~(" is not valid; undefined'],
    ['~', 'pattern "~" is not valid; undefined'],
    ['~[', 'pattern "~" is not valid; undefined\npattern "[" is not valid; undefined'],
    ['web]', 'pattern "]" is not valid; undefined'],
    ['', 'pattern "" is empty; undefined'],
    [
      '@/no/such/file',
      "cannot read the pattern file /no/such/file; ENOENT: no such file or directory, open '/no/such/file'",
    ],
  ])('"%s" is a problem', (pattern, expected) => {
    expect(names(pattern)).toBe(expected);
  });

  it('tells every part that matches nothing', () => {
    expect(names('wbe1,dbb').split('\n')).toHaveLength(2);
  });

  it('reads patterns from a file', async () => {
    await withFolder({ limit: 'web1\n\ndb:!db-r\n' }, async (folder) => {
      expect(names(`@${join(folder, 'limit')}`)).toBe('web1 db-a db-b');
    });
  });
});

describe('limitInventory', () => {
  it('keeps only what matches', () => {
    const limited = limitInventory(inventory, 'blue');
    expect(limited.ok && [...limited.value.hosts.keys()]).toEqual(['web1', 'db-a']);
    expect(limited.ok && limited.value.groups.get('web')?.hosts).toEqual(['web1']);
  });
});

describe('compileWildcards', () => {
  it.each([
    ['a*c', 'abbc', true],
    ['a*c', 'abcd', false],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    ['[]x]', ']', true],
    ['[!ab]', 'a', false],
    ['[a-c]', 'b', true],
    ['[^a]', '^', true],
    ['a[b', 'a[b', true],
  ])('%s against %s', (pattern, name, matches) => {
    expect(compileWildcards(pattern).test(name)).toBe(matches);
  });
});
