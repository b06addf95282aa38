/** Texts that Python may take for a literal, or not. */
const VALUES = `
abc
1
-1
+1
--1
0
00
007
0644
1_000
1__0
_1
0x1F
0o17
0b11
0x
1.5
1.
.5
.
1e3
1E-3
-2.50
8.0
1.2.3
10.0.0.1
1e
1_0.5
12345678901234567890
True
true
False
None
null
Truely
yes
no
on
TRUE
[1,2]
['a']
[a]
[]
{}
()
(1)
(1,)
{'a':1}
{'a':[1,{'b':None}]}
[1,2
1,2
a,b
1,
,
1+2
10-20
1-1
- 1
/dev/sda
~/x
$HOME
%s
a=b
=
{{x}}
user@host
http://x/?a=1&b=2
r'a'
b'a'
u'a'
f'a'
*
!
lambda
abc.def
f(1)
"
'`
  .trim()
  .split('\n');

/** Each value of `:vars` is all that follows the equals sign. */
export const GROUP_VALUES: readonly string[] = [
  ...VALUES,
  ...String.raw`"abc"
'abc'
"abc" # note
1 # note
abc # note
[1, 2] # note
"a" "b"
"a\n"
r'\n'
"\x41"
"\u00e9"
"\q"
"a
[1, 2, ]
{"a": 1, "b": [true]}
{"a": 1, "b": [True]}
{1: 2, None: 3}
"""a"""
'it''s'
'it\'s'
a;b
; x
#x
1 2
"a" b
é
"é"
{'a': 'b', }
((1))
(1, 2), 3
[(1, 2)]
not x
1 if x else 2`.split('\n'),
  '',
  '   ',
];

/** A value in a host's line, where a shell's quotes mean something. */
export const HOST_VALUES: readonly string[] = [
  ...VALUES.filter((value) => !/["' ]/.test(value)),
  ...String.raw`"a b"
'a b'
"[1, 2]"
"['a', 'b']"
"{'a': 1}"
\"a\"
'"a"'
a#b
a\ b
"a\"b"
"1"
"'1'"
""`.split('\n'),
];
