import type { Fact } from '../../../resources/fact.ts';

/** What the files say that packages give keepalived its options by. */
export const daemonOptionsFact: Fact<readonly { readonly file: string; readonly options: string }[]> = {
  id: 'preflight:daemon-options',
  program: `for file in /etc/sysconfig/keepalived /etc/default/keepalived /etc/conf.d/keepalived; do
  [ -r "$file" ] || continue
  while read -r line || [ -n "$line" ]; do
    case $line in KEEPALIVED_OPTIONS=*|DAEMON_ARGS=*|OPTIONS=*) echo "$file $line" ;; esac
  done <"$file"
done`,
  parse: (output) =>
    [...output.matchAll(/^(\/\S+) \w+=["']?(.*?)["']?$/gm)].map((match) => ({
      file: match[1] ?? '',
      options: match[2] ?? '',
    })),
};
