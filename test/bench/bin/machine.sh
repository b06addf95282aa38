# What the programs beside this share; sourced. $ROOT is the machine's folder, $WIRE what all machines see.
units=$ROOT/units
state_file=$ROOT/var/lib/havip/state/VI_1.json
config=$ROOT/etc/keepalived/keepalived.conf
called() { printf '%s\n' "$*" >>"$ROOT/calls"; }
has_failed() { [ -e "$ROOT/fails/$1" ]; }
new_pid() {
  pid=$(($(cat "$ROOT/last-pid" 2>/dev/null || echo 100) + 1))
  echo $pid >"$ROOT/last-pid"
  mkdir -p "$ROOT/proc/$pid"
}
value() { sed -n "s/^ *$1 *//p" "$config" 2>/dev/null | head -n 1; }
# VRRP on a wire that is a folder: a file a machine that speaks, `GROUP PRIORITY STATE`.
become_state() { # machine, state
  read -r group priority was <"$WIRE/$1" || return 0
  echo "$group $priority $2" >"$WIRE/$1"
  root=${ROOT%/*}/$1
  if [ "$2" = MASTER ]; then echo "$group" | cut -d, -f2 >"$root/floating"; else rm -f "$root/floating"; fi
  mkdir -p "$root/var/lib/havip/state"
  printf '{"instance":"VI_1","state":"%s","keepalived_pid":%s}\n' "$2" "$(cat "$root/units/keepalived.pid")" >"$root/var/lib/havip/state/VI_1.json"
  echo "$1 $2" >>"$WIRE/../moves"
}
master_of() { for each in "$WIRE"/*; do [ -e "$each" ] && grep -q "^$1 .* MASTER$" "$each" && echo "${each##*/}"; done; }
best_of() {
  for each in "$WIRE"/*; do
    [ -e "$each" ] && grep -q "^$1 " "$each" && echo "$(cut -d' ' -f2 "$each") ${each##*/}"
  done | sort -rn | head -n 1 | cut -d' ' -f2
}
speak() { # joins with the configuration that is in place
  me=${ROOT##*/}
  group=$(value virtual_router_id),$(value address),$(value auth_pass)
  mine=$(value priority)
  master=$(master_of "$group" | grep -vx "$me" | head -n 1)
  before=; [ ! -e "$WIRE/$me" ] || before=$(cut -d' ' -f1,3 "$WIRE/$me")
  [ -z "$before" ] || [ "${before% *}" = "$group" ] || fall_silent
  echo "$group $mine BACKUP" >"$WIRE/$me"
  if [ -z "$master" ]; then become_state "$me" MASTER
  elif ! grep -q '^ *nopreempt' "$config" && [ "$mine" -gt "$(cut -d' ' -f2 "$WIRE/$master")" ]; then
    become_state "$master" BACKUP
    become_state "$me" MASTER
  else become_state "$me" BACKUP; fi
}
fall_silent() {
  me=${ROOT##*/}
  [ -e "$WIRE/$me" ] || return 0
  read -r group priority was <"$WIRE/$me"
  rm -f "$WIRE/$me" "$ROOT/floating" "$state_file"
  if [ "$was" = MASTER ]; then
    next=$(best_of "$group")
    [ -z "$next" ] || become_state "$next" MASTER
  fi
}
