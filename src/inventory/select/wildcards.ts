/** A regular expression for `*`, `?`, `[abc]`, `[!abc]`, as Python's fnmatch has them. Throws on a bad range. */
export function compileWildcards(pattern: string): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const set = character === '[' ? /^\[(!?)(\]?[^\]]*)\]/.exec(pattern.slice(index)) : null;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (set !== null) {
      const [whole, negated, members = ''] = set;
      source += `[${negated === '!' ? '^' : ''}${members.replace(/[\\\]^[]/g, '\\$&')}]`;
      index += whole.length - 1;
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 'su');
}
