import fc from 'fast-check';

/** Where a value is written: each format has its own ways. */
export interface Written {
  /** A value that every format can say. */
  readonly json: unknown;
  /** The same place as INI has it in a host's line, in `:vars`, and as YAML has it: any text that people may write. */
  readonly iniHost: string;
  readonly iniGroup: string;
  readonly yaml: string;
}

export type Vars = readonly (readonly [string, Written])[];

/** An inventory that is in no format yet. */
export interface Model {
  readonly groups: readonly {
    readonly name: string;
    readonly hosts: readonly string[];
    readonly children: readonly string[];
    readonly vars: Vars;
  }[];
  readonly lone: readonly string[];
  readonly hostVars: readonly (readonly [string, Vars])[];
  readonly all: Vars;
}

const GROUPS = ['web', 'db', 'prod', 'eu-west', 'Zeta', 'a1', 'app.tier', '_x', 'k8s_nodes', 'web2'] as const;

const HOSTS = [
  ...['web1', 'web2', 'db1.example.com', 'DB2', 'h-1', 'h_2', '10.0.0.1', '10.0.0.2', 'x', 'node9'],
  ...['web[3:5]', 'n[01:03].lan', 'c-[a:c]', 'r[1:2]x[8:9]', 's[0:8:4]', '10.1.0.[1:3]'],
  ...['web6:2222', '10.0.0.3:22', 'p[1:2]:2200', '[2001:db8::2]:22', '2001:db8::3'],
] as const;

const NAMES = [
  ...['x', 'y', 'z', 'x_1', 'Y', 'region', 'enabled', 'ansible_host', 'ansible_port', 'ansible_user'],
  ...['ansible_ssh_common_args', 'ansible_become', 'ansible_group_priority', 'list', 'version', 'note'],
] as const;

const INI_VALUES =
  String.raw`1¦01¦0¦-1¦+1¦1.0¦1.50¦1e3¦0x1f¦0o17¦1_000¦True¦true¦False¦None¦null¦yes¦no¦abc¦a.b.c¦10.0.0.1¦[1,2]¦['a']¦{'a':1}¦(1,2)¦a,b¦/etc/x¦~/k¦a:b¦$x¦%s¦@x¦a=b¦a==b¦1.2.3¦1-2¦"1"¦'1'¦"True"¦"[1,2]"¦'{"a":1}'¦"a b"¦'a b'¦"a#b"¦a#b¦"it's"¦u'x'¦r'\n'¦"a\\b"¦\\¦""¦''¦é¦1,¦[]¦{}¦()¦nan¦inf¦2-1¦1+1¦-5.5e-3¦0.1¦100000000000000000000¦[1, 'a', {'b': None}]¦"{{ x }}"¦{{x}}¦"{{ y | default('z') }}"¦!vault¦<a>¦*¦&a¦-¦:¦;x¦"a;b"`.split(
    '¦',
  );

const INI_GROUP_VALUES = [
  ...INI_VALUES,
  ...String.raw`a b¦1 # one¦"a" # b¦abc # d¦[1, 2] # e¦{"a": True}¦{'a': [1, {'b': 2.50}]}¦a 'b' c¦1 2¦not x¦"a" "b"¦ x ¦#¦# x¦a#¦-o StrictHostKeyChecking=no¦'-o ProxyCommand="ssh -W %h:%p j"'¦{{ x }} y¦1 if x else 2¦lambda: 1¦"\x41\u00e9\n"¦'\''¦(1)¦(1,)¦[1,]¦[[1], (2,)]¦{1: 2}¦"""x"""¦0777¦08¦1__0¦1_0.5¦.5¦5.¦1E5¦True # t`.split(
    '¦',
  ),
];

const YAML_VALUES = [
  ...String.raw`1¦01¦0640¦0o17¦08¦-1¦+1¦1.0¦1.50¦1.¦.5¦1e3¦1.5e+3¦1E5¦0x1F¦0b11¦1_000¦1_0.5¦12:30¦1:2:3¦1:2.5¦190:20:30¦True¦true¦TRUE¦yes¦No¦on¦OFF¦y¦n¦Y¦~¦null¦Null¦NULL¦none¦abc¦a b¦'a'¦"b"¦'it''s'¦"\x41\u00e9\n"¦"a\tb"¦[1, a, yes]¦{a: 1, b: [x, 2.0]}¦[]¦{}¦2001-12-14¦2001-12-14T21:59:43Z¦2001-12-14 21:59:43.5 +1¦.inf¦-.INF¦.nan¦!!str 1¦!!int "3"¦!!float 1¦!!bool yes¦!unsafe "{{ x }}"¦"{{ x }}"¦"{{ y | default('z') }}"¦a{{ x }}¦http://x/?a=1#b¦a #c¦a#c¦#c¦10.0.0.1¦1.2.3¦"<<"¦100000000000000000000¦-0¦-0.0¦1e400¦"1"¦'true'¦é¦[[1, [2]], {a: {b: c}}]¦{a, b: }¦"a: b"¦-a¦?a¦:a¦0.1¦123456789.123456789¦1e-7¦12e03¦0xZZ¦0_¦_1¦1,000¦"null"¦!!seq [1]¦!!map {a: 1}`.split(
    '¦',
  ),
  '|\n@  line one\n@  line two\n',
  '>-\n@  folded\n@  text\n\n@  more\n',
  '|-\n@  - a: b\n',
  '"two\n@  lines"',
  'two\n@  words',
  '\n@  - 1\n@  - b: 2\n@    c: 3\n',
  '\n@  k: v\n@  l: {m: n}\n',
];

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      -5,
      1.5,
      2.0,
      1e21,
      '',
      'abc',
      'a b',
      'yes',
      '1',
      '{{ x }}',
      'é"\\',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c d'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const written: fc.Arbitrary<Written> = fc.record({
  json,
  iniHost: fc.constantFrom(...INI_VALUES),
  iniGroup: fc.constantFrom(...INI_GROUP_VALUES),
  yaml: fc.constantFrom(...YAML_VALUES),
});

const plain = (...values: readonly (string | number | boolean)[]): fc.Arbitrary<Written> =>
  fc.constantFrom(...values).map((value) => {
    const text = String(value);
    return { json: value, iniHost: JSON.stringify(text), iniGroup: text, yaml: JSON.stringify(value) };
  });

/** Connection variables have sound values: how wrong ones are told is tested elsewhere. */
const SOUND: Readonly<Record<string, fc.Arbitrary<Written>>> = {
  ansible_host: plain('10.9.9.9', 'h.example.com', '2001:db8::9'),
  ansible_port: plain(22, 2200),
  ansible_user: plain('root', 'ubuntu'),
  ansible_become: plain(true, 'yes'),
  ansible_ssh_common_args: plain('-o StrictHostKeyChecking=no'),
  ansible_group_priority: plain(1, 2, 10, -3),
};

const variable = fc
  .constantFrom(...NAMES)
  .chain((name) => fc.tuple(fc.constant(name), SOUND[name] ?? written));

const vars = (maxLength: number): fc.Arbitrary<Vars> =>
  fc.uniqueArray(variable, { maxLength, selector: ([name]) => name });

const hosts = fc.uniqueArray(fc.constantFrom(...HOSTS), { maxLength: 5 });

/** Groups in a random order; each has only later ones of the list for children, so that there are no circles. */
export const model: fc.Arbitrary<Model> = fc
  .subarray([...GROUPS], { minLength: 1, maxLength: 6 })
  .chain((names) =>
    fc.record({
      groups: fc
        .tuple(
          ...names.map((name, index) =>
            fc.record({
              name: fc.constant(name),
              hosts,
              children: fc.subarray(names.slice(index + 1)),
              vars: vars(3),
            }),
          ),
        )
        .chain((groups) => fc.shuffledSubarray(groups, { minLength: groups.length })),
      // A host of no group that has a group's name would make that group a child of `ungrouped`.
      lone: fc.uniqueArray(
        fc.constantFrom(...HOSTS).filter((name) => name !== 'web2'),
        { maxLength: 2 },
      ),
      hostVars: fc
        .uniqueArray(fc.constantFrom(...HOSTS), { maxLength: 4 })
        .chain((named) => fc.tuple(...named.map((host) => fc.tuple(fc.constant(host), vars(3))))),
      all: vars(2),
    }),
  );

const PARTS = [...GROUPS, 'all', 'ungrouped', 'web1', 'web4', 'n02.lan', '10.0.0.1', 'DB2', '2001:db8::3'];
const part = fc.constantFrom(
  ...PARTS,
  ...['w*', '*b*', '?1', 'web[12]', 'web[0-4]', 'web[!1]', '*', '10.*', '~web\\d', '~(?i)WEB', '~.*[0-9]$'],
);

/** What `--limit` takes, but positions: below the second level, Ansible's order of hosts is that of a hash. */
export const pattern: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('', '', '&', '!'), part), { minLength: 1, maxLength: 3 }),
    fc.constantFrom(':', ','),
  )
  .map(([parts, by]) => parts.map((words) => words.join('')).join(by));
