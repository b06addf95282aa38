import type { Fact } from '../../../resources/fact.ts';

/** Programs that upgrade packages or restart services when nobody looks. */
export interface UpdateFacts {
  /** unattended-upgrades is installed and switched on. */
  readonly unattended: boolean;
  /** dnf-automatic or yum-cron are set to install what they find. */
  readonly automatic: 'dnf-automatic' | 'yum-cron' | undefined;
  /** Something keeps keepalived out of it: a hold, a blacklist, an exclude. */
  readonly spared: boolean;
  /** needrestart restarts services by itself, keepalived among them. */
  readonly needrestart: boolean;
}

/** No process where none of them is there. */
export const updatesFact: Fact<UpdateFacts> = {
  id: 'preflight:updates',
  program: `settings() { grep -hsv -e '^[[:space:]]*\\(#\\|//\\)' -e '^[[:space:]]*$' "$@"; }
if [ -x /usr/bin/unattended-upgrade ]; then
  settings /etc/apt/apt.conf.d/* | sed 's/^/apt /'
  # A hold is a line of dpkg's own file; dpkg-query would read all of it, too.
  sed -n '/^Package: keepalived$/,/^$/s/^Status: hold .*/held/p' /var/lib/dpkg/status
fi
[ ! -e /etc/dnf/automatic.conf ] || settings /etc/dnf/automatic.conf | sed 's/^/dnf /'
[ ! -e /etc/yum/yum-cron.conf ] || settings /etc/yum/yum-cron.conf | sed 's/^/yum /'
for file in /etc/dnf/automatic.conf /etc/yum/yum-cron.conf; do
  [ ! -e "$file" ] || { settings /etc/dnf/dnf.conf /etc/yum.conf | sed 's/^/all /'; break; }
done
if [ -x /usr/sbin/needrestart ]; then
  settings /etc/needrestart/needrestart.conf /etc/needrestart/conf.d/*.conf | sed 's/^/needrestart /'
  while IFS='=' read -r key value; do [ "$key" != ID ] || echo "os $value"; done </etc/os-release
fi`,
  parse: (output) => {
    const of = (kind: string) =>
      output
        .split('\n')
        .filter((line) => line.startsWith(`${kind} `))
        .map((line) => line.slice(kind.length + 1))
        .join('\n');
    const excluded = [of('dnf'), of('yum'), of('all')].some((text) =>
      /^\s*exclude\w*\s*=.*\bkeepalived/m.test(text),
    );
    const applies = (text: string) => /^\s*apply_updates\s*=\s*(?:yes|true|1|on)\b/im.test(text);
    const apt = of('apt');
    return {
      unattended: /APT::Periodic::Unattended-Upgrade\s+"?[1-9]/.test(apt),
      automatic: applies(of('dnf')) ? 'dnf-automatic' : applies(of('yum')) ? 'yum-cron' : undefined,
      spared: /^held$/m.test(output) || /Package-Blacklist[^}]*\bkeepalived/s.test(apt) || excluded,
      needrestart: restartsByItself(of('needrestart'), /^os "?ubuntu/m.test(output)),
    };
  },
};

/** Its own words: `a` restarts without asking; Ubuntu's does so unless told otherwise. */
function restartsByItself(settings: string, ubuntu: boolean): boolean {
  if (settings === '' && !ubuntu) return false;
  if (/override_rc.*keepalived.*=>?\s*0|qr\(\^?keepalived[^)]*\)\S*\s*=>?\s*0/.test(settings)) return false;
  const modes = [...settings.matchAll(/\$nrconf\{restart\}\s*=\s*["'](\w)["']/g)].map((match) => match[1]);
  const mode = modes.at(-1);
  return mode === 'a' || (mode === undefined && ubuntu);
}
