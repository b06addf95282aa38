import type { Case } from './compare.ts';

const EXPRESSIONS = String.raw`
{{ name }}
{{ number }}
{{ float }}
{{ yes }}
{{ list }}
{{ map }}
{{ nothing }}
{{ version }}
{{ name }}-{{ number }}
a {{ list }} b
{{ map.a }}
{{ map['a'] }}
{{ map.deep.x }}
{{ list[0] }}
{{ list[-1] }}
{{ list[1:] }}
{{ list.0 }}
{{ name[0] }}
{{ name[1:3] }}
{{ name | upper }}
{{ name | lower }}
{{ name | capitalize }}
{{ 'a b-c' | title }}
{{ name | replace('e', 'x') }}
{{ name | length }}
{{ list | length }}
{{ list | join(',') }}
{{ list | join }}
{{ list | first }}
{{ list | last }}
{{ list | max }}
{{ list | sum }}
{{ [3, 1, 2] | sort }}
{{ ['b', 'A', 'c'] | sort }}
{{ [3, 1, 2] | sort(reverse=true) }}
{{ [1, 1, 2] | unique }}
{{ list | reverse | list }}
{{ name | reverse }}
{{ missing | default('x') }}
{{ missing | default(omitted) | default('y') }}
{{ empty | default('x') }}
{{ empty | default('x', true) }}
{{ missing.deep | default('x') }}
{{ missing is defined }}
{{ name is defined }}
{{ missing is undefined }}
{{ missing is not defined }}
{{ name is string }}
{{ number is number }}
{{ map is mapping }}
{{ list is sequence }}
{{ nothing is none }}
{{ number is even }}
{{ number is odd }}
{{ number is divisibleby(3) }}
{{ name is match('he') }}
{{ name is match('el') }}
{{ name is search('el') }}
{{ name is not search('xx') }}
{{ version is version('8.1', '<') }}
{{ 'a' in list }}
{{ 1 in list }}
{{ 1 not in list }}
{{ 'el' in name }}
{{ 'a' in map }}
{{ 1 + 2 }}
{{ 1 + 2.0 }}
{{ 7 / 2 }}
{{ 8 / 2 }}
{{ 7 // 2 }}
{{ 7 % 3 }}
{{ 2 ** 10 }}
{{ -number }}
{{ 'a' + 'b' }}
{{ 'a' ~ 1 }}
{{ 'a' * 3 }}
{{ [1] + [2] }}
{{ 1 < 2 }}
{{ 1 == 1.0 }}
{{ 'a' == 'b' }}
{{ 1 < 2 and 2 < 3 }}
{{ not yes }}
{{ yes or no }}
{{ name or 'x' }}
{{ empty or 'x' }}
{{ 'a' if yes else 'b' }}
{{ 'a' if no else 'b' }}
{% if yes %}a{% else %}b{% endif %}
{% for x in list %}{{ x }},{% endfor %}
{% for k, v in map.items() %}{{ k }}{% endfor %}
{% set x = 5 %}{{ x + 1 }}
{# note #}x
{{ name | regex_replace('l+', 'L') }}
{{ name | regex_replace('^(h)(e)', '\2\1') }}
{{ 'web01.example.com' | regex_replace('\..*$', '') }}
{{ 'web01' | regex_search('\d+') }}
{{ 'a1b2' | regex_findall('\d') }}
{{ 'a.b' | regex_escape }}
{{ 'a,b' | split(',') }}
{{ 'a,b'.split(',') }}
{{ 'a,b'.split(',')[1] }}
{{ ' a '.strip() }}
{{ name.upper() }}
{{ name.startswith('he') }}
{{ 'a-b'.replace('-', '_') }}
{{ ','.join(['a', 'b']) }}
{{ name | b64encode }}
{{ name | b64encode | b64decode }}
{{ name | hash('sha1') }}
{{ name | hash('md5') }}
{{ name | hash('sha256') }}
{{ map | to_json }}
{{ list | to_json }}
{{ '{"a": 1}' | from_json }}
{{ '5' | int }}
{{ '5' | int + 1 }}
{{ 'x' | int }}
{{ 'x' | int(7) }}
{{ '5.5' | float }}
{{ number | string }}
{{ 'yes' | bool }}
{{ 'no' | bool }}
{{ 2.5 | round }}
{{ 2.567 | round(1) }}
{{ -3 | abs }}
{{ yes | ternary('a', 'b') }}
{{ [1, 2] | union([2, 3]) }}
{{ [1, 2] | intersect([2, 3]) }}
{{ [1, 2] | difference([2, 3]) }}
{{ [[1], [2, [3]]] | flatten }}
{{ map | dict2items }}
{{ map | combine({'z': 1}) }}
{{ list | map('string') | list }}
{{ people | map(attribute='name') | list }}
{{ people | map(attribute='name') | join(',') }}
{{ people | selectattr('age', 'gt', 30) | map(attribute='name') | list }}
{{ people | selectattr('name', 'equalto', 'ann') | list }}
{{ people | rejectattr('age', 'gt', 30) | list }}
{{ list | select('odd') | list }}
{{ people | sort(attribute='age') | map(attribute='name') | list }}
{{ '/etc/x.conf' | basename }}
{{ '/etc/x.conf' | dirname }}
{{ inventory_hostname }}
{{ inventory_hostname_short }}
{{ group_names }}
{{ groups['web'] }}
{{ groups.web | length }}
{{ groups['web'][0] }}
{{ groups['all'] | length }}
{{ hostvars['other.x'].own }}
{{ hostvars['other.x']['number'] }}
{{ hostvars[groups['web'][1]].inventory_hostname }}
{{ lookup('env', 'CONFORMANCE_NOTHING') }}
{{ lookup('pipe', 'echo hi') }}
{{ range(3) | list }}
{{ chain }}
{{ chain2 }}
{{ [name, number] }}
{{ {'a': name} }}
{{ true }}
{{ none }}
{{ 'True' }}
{{ '[1, 2]' }}
{{ "it's" }}
{{ ["it's"] }}
{{ missing }}
a {{ missing }}
{{ map.missing }}
{{ name.missing }}
{{ list[9] }}
{{ 1 / 0 }}
{{ 'a' + 1 }}
{{ loop1 }}
{{ name | nofilter }}
{{ name is notest }}
{{ }}
{{ name
{{ number }}0
{{ '0644' }}
{{ name }} 
`
  .trim()
  .split('\n');

const OWN = {
  name: 'hello',
  number: 5,
  float: 1.5,
  yes: true,
  no: false,
  list: [1, 2, 3],
  map: { a: 1, deep: { x: 'y' } },
  nothing: null,
  empty: '',
  people: [
    { name: 'ann', age: 40 },
    { name: 'bob', age: 20 },
  ],
  own: '{{ inventory_hostname }}!',
  chain: '{{ chain2 }}+',
  chain2: '{{ name }}*',
  loop1: '{{ loop2 }}',
  loop2: '{{ loop1 }}',
};

const tested = Object.fromEntries(EXPRESSIONS.map((text, index) => [`t${index}`, text]));

/** Expressions as a task sees them, one variable each. */
export const JINJA: readonly Case[] = [
  {
    name: 'Jinja',
    files: {
      'hosts.json': JSON.stringify({
        all: { vars: OWN },
        web: { hosts: { 'first.x': tested, 'other.x': {} } },
      }),
      'group_vars/web.yml': 'version: 8.0\n',
    },
    values: { 'first.x': Object.keys(tested) },
    labels: tested,
  },
];
