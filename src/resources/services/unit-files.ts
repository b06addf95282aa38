import { quote } from '../../core/programs/shell.ts';

/** Where unit files lie that people and packages write, the first before the others. */
const UNIT_FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  (above) => `${above}/systemd/system`,
);

/**
 * POSIX sh that has systemd read its unit files anew, unless it says of a unit that does not run that it knows all of
 * them as they are: the file that counts, each drop-in, and none that is newer. What it keeps of such a unit it reads when
 * it is asked, but for releases that remember which folders there are; then the drop-ins that it names are not those that are
 * there. A question costs a tenth of what the reading costs.
 */
export function readUnitFiles(service: string): string {
  const plain = /^[\w.-]+$/.test(service);
  if (!plain) return 'systemctl daemon-reload';
  const unit = /\.[a-z]+$/.test(service) ? service : `${service}.service`;
  const folders = UNIT_FOLDERS.map(quote).join(' ');
  return `knows_unit_files() {
  known="
$(systemctl show -p LoadState,NeedDaemonReload,FragmentPath,DropInPaths ${quote(service)})
"
  case $known in *"
LoadState=loaded
"*) ;; *) return 1 ;; esac
  case $known in *"
NeedDaemonReload=no
"*) ;; *) return 1 ;; esac
  fragment=\${known#*"
FragmentPath="}; fragment=\${fragment%%"
"*}
  drop_ins=\${known#*"
DropInPaths="}; drop_ins=" \${drop_ins%%"
"*} "
  first=
  for folder in ${folders}; do
    if [ -z "$first" ] && [ -e "$folder/${unit}" ]; then first=$folder/${unit}; fi
    # As a rule one is but another name of the other.
    case $folder in /lib/*) [ ! "$folder" -ef "/usr$folder" ] || continue ;; esac
    for each in "$folder/${unit}.d"/*.conf; do
      case $drop_ins in *" $each "*) continue ;; esac
      [ ! -e "$each" ] || return 1
    done
  done
  [ -n "$first" ] && [ "$first" -ef "$fragment" ]
}
knows_unit_files || systemctl daemon-reload`;
}
