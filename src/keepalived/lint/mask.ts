import type { ConfigNode, KeepalivedConfig } from '../syntax.ts';

const MASK = '********';

/** Keywords, also mistyped ones and those in comments, behind which a secret may stand. */
const SECRET_KEYWORD = /(\b(?:auth_?p\w*|password|passwd|secret|key)[ \t\u00A0"=]+)\S.*$/i;

/** Blocks in which everything but the kind is secret. */
const SECRET_BLOCK = /^auth(?:entication|_hmac|entification)$/;

/** Every password in a configuration, to be masked wherever else it shows up. */
function secretsIn(nodes: readonly ConfigNode[], inSecretBlock: boolean): readonly string[] {
  return nodes.flatMap(({ words: [keyword, ...values], children }) => {
    const inside = secretsIn(children ?? [], inSecretBlock || SECRET_BLOCK.test(keyword.text));
    if (!inSecretBlock || /^(?:auth_type|mode)$/.test(keyword.text)) return inside;
    // A word alone may be a password on the wrong line.
    const own = values.length === 0 ? [keyword] : values;
    return [...own.map(({ text }) => text), ...inside];
  });
}

/** Shorter ones would mask half of every line; their own line is masked by its keyword. */
const SHORTEST_ELSEWHERE = 4;

/** One physical line of a configuration, fit to be shown: passwords are masked, to the end of the line. */
export function shownLine(config: KeepalivedConfig, line: number): string {
  const masked = (config.lines[line - 1] ?? '').replace(SECRET_KEYWORD, `$1${MASK}`);
  return [...new Set(secretsIn(config.nodes, false))]
    .filter(({ length }) => length >= SHORTEST_ELSEWHERE)
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, MASK), masked);
}
