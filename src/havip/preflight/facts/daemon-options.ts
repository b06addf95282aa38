import type { Fact } from '../../../resources/fact.ts';

/** What the files say that give keepalived its options: those of packages, and whatever its unit or a drop-in names. */
export const daemonOptionsFact: Fact<readonly { readonly file: string; readonly options: string }[]> = {
  id: 'preflight:daemon-options',
  plain: true,
  program: `files='/etc/sysconfig/keepalived /etc/default/keepalived /etc/conf.d/keepalived'
for folder in /usr/lib /lib /run /etc; do
  for unit in $folder/systemd/system/keepalived.service $folder/systemd/system/keepalived.service.d/*.conf; do
    [ -f "$unit" ] && [ -r "$unit" ] || continue
    while read -r line || [ -n "$line" ]; do
      case $line in EnvironmentFile=*) file=\${line#*=} file=\${file#-}
        case " $files " in *" $file "*) ;; *) files="$files $file" ;; esac ;;
      esac
    done <"$unit"
  done
done
for file in $files; do
  [ -f "$file" ] && [ -r "$file" ] || continue
  while read -r line || [ -n "$line" ]; do
    case $line in '#'*|';'*) ;; *=*-*f*|*=*--use-file*) echo "$file $line" ;; esac
  done <"$file"
done`,
  parse: (output) =>
    [...output.matchAll(/^(\/\S+) (?:export )?\w+=["']?(.*?)["']?$/gm)].map((match) => ({
      file: match[1] ?? '',
      options: match[2] ?? '',
    })),
};
