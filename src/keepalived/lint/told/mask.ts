import type { Place } from '../../../core/problem.ts';
import { type ConfigNode, type KeepalivedConfig, lineAt } from '../../parse/syntax.ts';

const MASK = '********';

/** Keywords, also mistyped ones and those in comments, behind which a secret may stand. */
const SECRET_KEYWORD =
  /((?<![A-Za-z])(?:auth_?p\w*|\w*(?:password|passwd|passphrase|secret|token)|key)[ \t\u00A0\u3000"=:]+)\S.*$/i;

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

/** Of a physical line, this much before and behind a place is looked at; no statement is longer. */
const NEAR = 1024;

/** Takes the secrets of one configuration out of whatever is shown of it. */
export class Mask {
  readonly #config: KeepalivedConfig;
  /** Longest first, so that one that holds another goes as a whole. */
  readonly #secrets: readonly string[];

  constructor(config: KeepalivedConfig) {
    this.#config = config;
    this.#secrets = [...new Set(secretsIn(config.nodes, false))]
      .filter(({ length }) => length >= SHORTEST_ELSEWHERE)
      .sort((a, b) => b.length - a.length);
  }

  /** The physical line at a place, fit to be shown: passwords are masked, to the end of the line. */
  line(place: Place): string {
    return this.#known(lineAt(this.#config, place).slice(0, NEAR).replace(SECRET_KEYWORD, `$1${MASK}`));
  }

  /** A line of a changed text, fit to be shown. */
  text(line: string): string {
    return this.#known(line.slice(0, NEAR).replace(SECRET_KEYWORD, `$1${MASK}`));
  }

  /** What is said about a place; a password may stand in it where its line was not read as one. */
  message(text: string, place: Place): string {
    const line = lineAt(this.#config, place).slice(Math.max(0, place.column - NEAR), place.column + NEAR);
    const secret = SECRET_KEYWORD.exec(line);
    const after = secret === null ? '' : line.slice(secret.index + (secret[1]?.length ?? 0));
    // The keyword itself is no secret, and its value is what the message is about.
    const words = after.split(/[\s{}"']+/).filter((word) => word !== '');
    const masked = words.reduce((shown, word) => shown.replaceAll(`${word}"`, `${MASK}"`), text);
    return this.#known(masked);
  }

  #known(text: string): string {
    return this.#secrets.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
  }
}
