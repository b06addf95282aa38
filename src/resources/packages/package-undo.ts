import { quote } from '../../core/programs/shell.ts';
import { fileName } from '../paths.ts';
import type { PackageManager } from './package-manager.ts';

type Manager = Exclude<PackageManager, 'none'>;

/** POSIX sh that prints every installed package, to tell later which ones have come. */
const LIST: Readonly<Record<'rpm' | 'dpkg', string>> = {
  rpm: `rpm -qa --qf '%{NAME}.%{ARCH}\\n'`,
  dpkg: `dpkg-query -W -f '\${db:Status-Abbrev}\${binary:Package}\\n' | sed -n 's/^.i *//p'`,
};

/** POSIX sh that prints where a package's own configuration would be put beside an edited one. */
function besideConfigurations(manager: Manager, name: string): string {
  return manager === 'apt'
    ? `{ dpkg-query -W -f '\${Conffiles}\\n' ${quote(name)} | sed -n 's/^ *\\(\\/[^ ]*\\) .*/\\1.dpkg-dist/p'; }`
    : `{ rpm -qc ${quote(name)} | sed -n 's/^\\/.*/&.rpmnew/p'; }`;
}

/** POSIX sh before the change of a package's version: what that leaves beside configurations goes back as well. */
export function keepBeside(manager: Manager, name: string): string {
  return `${besideConfigurations(manager, name)} | while IFS= read -r path; do keep "$path"; done`;
}

/** POSIX sh around an installation, which notes in the journal what it brings along. */
export function noteArrivals(manager: Manager, label: string, install: string): string {
  const list = LIST[manager === 'apt' ? 'dpkg' : 'rpm'];
  const file = arrivals(label);
  return `( umask 077; ${list} | sort > "${file}.before" )
(
${install}
)
( umask 077; ${list} | sort > "${file}.after" )`;
}

/** POSIX sh that stops the services that RPMs have started as they came: when one starts is for the playbook to say. */
export function stopArrivals(label: string): string {
  const file = arrivals(label);
  return `come=$(comm -13 "${file}.before" "${file}.after")
[ -z "$come" ] || rpm -ql $come | sed -n 's|^\\(/usr\\)\\{0,1\\}/lib/systemd/system/\\([^/@]*[.]service\\)$|\\2|p' |
  while IFS= read -r unit; do
    if systemctl is-active --quiet "$unit"; then systemctl stop "$unit"; fi
  done`;
}

/**
 * POSIX sh that removes what an installation has brought, its dependencies too. Where something that was
 * installed since needs one of them, only the package itself goes.
 */
export function removeArrivals(manager: Manager, label: string, name?: string): string {
  const file = arrivals(label);
  const list = LIST[manager === 'apt' ? 'dpkg' : 'rpm'];
  // Without dpkg's own guess at what else could go, and without a word from the services.
  const remove = manager === 'apt' ? 'dpkg --purge' : 'rpm -e';
  return `if [ -e "${file}.before" ]; then
  [ -e "${file}.after" ] || { ${list} | sort > "${file}.after"; }
  come=$(comm -13 "${file}.before" "${file}.after")
  there=; for each in $come; do if { ${list}; } | grep -qxF "$each"; then there="$there $each"; fi; done
  if [ -n "$there" ]; then
    did
    ${remove} $there${name === undefined ? ' || true' : ` || ${remove} ${quote(name)}`}
  fi
fi`;
}

function arrivals(label: string): string {
  return `$journal/packages-${fileName(label)}`;
}

/**
 * POSIX sh that brings exactly this version back, older or newer than what is there.
 * @param install installs just this version
 */
export function packageBack(manager: Manager, name: string, version: string, install: string): string {
  const beside = `${besideConfigurations(manager, name)} | while IFS= read -r path; do put_back "$path"; done`;
  return `${versionBack(manager, name, version, install)}\n${beside}\n${removeArrivals(manager, name)}`;
}

function versionBack(manager: Manager, name: string, version: string, install: string): string {
  const plain = `${name}-${version.replace(/^\d+:/, '')}`;
  if (manager === 'apt') {
    return `if [ "$(dpkg-query -W -f '\${Version}' ${quote(name)} 2>/dev/null)" != ${quote(version)} ]; then
  did
  (
${install}
  )
fi`;
  }
  return `if ! rpm -q ${quote(plain)} >/dev/null; then
  did
  # Of a newer version it says that there is nothing to do, and ends with 0.
  ${manager} -q -y downgrade ${quote(plain)} || true
  rpm -q ${quote(plain)} >/dev/null || ${install}
  rpm -q ${quote(plain)}
fi`;
}
