import type { InstanceView } from '../../meaning/instance.ts';
import { all, entries, type Setting } from '../../meaning/settings.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

const LONGEST_PASS_BYTES = 8;

/** Passwords of guides and samples, and what is as easy to guess. */
const WEAK =
  /^(?:(.)\1*|1234\d*|12345678|pass(?:w(?:ord|d)?)?|secret|test|admin|root|changeme|keepaliv(?:ed)?|.{1,3})$/i;

/** Keywords whose value is free text, which a comment character may belong to. */
const FREE_TEXT = /^(?:auth_pass|router_id|script|notify\S*)\s/;

/** Takes away what keepalived cuts off. The text of the edit is empty, so that no password is in it. */
function cut({ editor }: NodeInput, { value, place }: Setting): Hit['edits'] {
  if (!/^[!-~]*$/.test(value)) return undefined;
  return editor.replacePart(place, value, LONGEST_PASS_BYTES, value.length, '');
}

function* passes(
  { view }: NodeInput,
  problem: (pass: string) => string | null,
  edits: (pass: Setting) => Hit['edits'] = () => undefined,
): Generator<Hit> {
  for (const { authentication } of view.instances) {
    const pass = authentication?.pass;
    const message = pass === undefined ? null : problem(pass.value);
    if (pass !== undefined && message !== null) yield { place: pass.place, message, edits: edits(pass) };
  }
}

function* cutValues({ config, view }: NodeInput): Generator<Hit> {
  for (const { kind, place, text } of config.issues) {
    if (!FREE_TEXT.test(text)) continue;
    const keyword = text.split(/\s/)[0];
    if (kind === 'comment-in-word') {
      yield { place, message: `the value of ${keyword} ends here: what follows is a comment` };
    } else if (kind === 'escaped-comment') {
      yield { place, message: `this backslash may not keep the value of ${keyword} from ending here` };
    }
  }
  for (const { body } of view.instances) {
    for (const { words } of all(entries(body, 'authentication'), 'auth_pass')) {
      const more = words[2];
      if (more !== undefined)
        yield { place: more.place, message: 'the value of auth_pass ends at the blank' };
    }
  }
}

function v3WithAuthentication(
  { version, authentication, name }: InstanceView,
  { editor }: NodeInput,
): readonly Hit[] {
  if (version !== 3 || authentication === undefined) return [];
  const { place } = authentication;
  const message = `${name} speaks VRRP version 3, which knows no authentication`;
  return [{ place, message, edits: editor.remove(place) }];
}

/** Rules about passwords. No message ever contains one. */
export const AUTHENTICATION_RULES: readonly Rule[] = [
  {
    id: 'KA060',
    name: 'auth-8',
    severity: 'error',
    title: '`auth_pass` is longer than 8 bytes',
    why: 'keepalived cuts it, and its configuration test fails.',
    fix: 'Use 8 random letters and digits',
    mend: 'safe',
    node: (input) =>
      passes(
        input,
        (pass) => {
          const bytes = Buffer.byteLength(pass);
          return bytes > LONGEST_PASS_BYTES ? `auth_pass has ${bytes} bytes; only the first 8 count` : null;
        },
        (pass) => cut(input, pass),
      ),
  },
  {
    id: 'KA061',
    name: 'auth-meta',
    severity: 'error',
    title: 'A value contains `!`, `#` or a blank and is not in double quotes',
    why: 'It ends there without a word: what follows is a comment or ignored. A backslash in front does not help where keepalived reads its own copy of the file again (2.2).',
    fix: 'Put the value in double quotes, or choose letters and digits',
    node: cutValues,
  },
  {
    id: 'KA062',
    name: 'auth-weak',
    severity: 'warning',
    title: '`auth_pass` is one that everybody knows',
    why: 'It goes over the network in clear text anyway and only keeps clusters apart; a sample password does not even do that.',
    fix: 'Use 8 random characters, vrrp_check_unicast_src, and a firewall that lets in protocol 112 from the peers only',
    node: (input) =>
      passes(input, (pass) => (WEAK.test(pass) ? 'auth_pass is a sample or easily guessed' : null)),
  },
  {
    id: 'KA063',
    name: 'auth-v3',
    severity: 'error',
    title: '`authentication` stands with VRRP version 3',
    why: 'Version 3 has none, so the block is ignored and nothing is protected.',
    fix: 'Delete the block, or use vrrp_version 2',
    mend: 'safe',
    node: (input) => input.view.instances.flatMap((each) => v3WithAuthentication(each, input)),
  },
];
