import { GLOBAL_DEFS } from './globals.ts';
import { VRRP_INSTANCE, VRRP_SYNC_GROUP } from './instance.ts';
import {
  anything,
  block,
  decimal,
  each,
  entries,
  integer,
  namedBlock,
  present,
  script,
  seconds,
  since,
  type Takes,
  type Vocabulary,
  words,
} from './keyword.ts';
import { BFD_INSTANCE, GROUP_BLOCKS, SERVER_BLOCKS } from './server.ts';

const VRRP_SCRIPT: Vocabulary = {
  script,
  interval: seconds('2.3.2'),
  timeout: seconds('2.3.2'),
  weight: integer(-253, 253),
  rise: integer(1),
  fall: integer(1),
  user: since('1.3.0', words()),
  init_fail: since('1.3.2', present),
};

const TRACK_FILE: Vocabulary = {
  file: words(),
  weight: integer(-254, 254),
  init_file: anything,
};

const TRACK_PROCESS: Vocabulary = {
  process: words(),
  param_match: since('2.0.16', anything),
  weight: integer(-254, 254),
  quorum: integer(1, 65_535),
  quorum_max: since('2.0.16', integer(0, 65_535)),
  ...each(decimal(), 'delay', 'terminate_delay', 'fork_delay'),
  full_command: since('2.0.16', present),
};

/** What may stand at the top of a keepalived.conf. */
export const ROOT: Vocabulary = {
  global_defs: block(GLOBAL_DEFS),
  vrrp_instance: namedBlock(VRRP_INSTANCE),
  vrrp_sync_group: namedBlock(VRRP_SYNC_GROUP),
  vrrp_script: namedBlock(VRRP_SCRIPT),
  vrrp_track_file: since('2.0.0', namedBlock(TRACK_FILE)),
  track_file: since('2.1.0', namedBlock(TRACK_FILE)),
  vrrp_track_process: since('2.0.11', namedBlock(TRACK_PROCESS)),
  ...each(entries, 'static_ipaddress', 'static_routes', 'static_rules'),
  linkbeat_interfaces: since('2.0.13', entries),
  interface_up_down_delays: since('2.2.3', entries),
  ...SERVER_BLOCKS,
  ...GROUP_BLOCKS,
  bfd_instance: BFD_INSTANCE,
  ...each(words(), 'net_namespace', 'instance'),
  ...each(present, 'linkbeat_use_polling', 'use_pid_dir'),
  namespace_with_ipsets: since('1.3.0', present),
  child_wait_time: since('1.3.6', words()),
  net_namespace_ipvs: since('2.1.0', words()),
};

/** Every keyword with a block, with the vocabulary of that block. */
export function vocabularyOf(takes: Takes): Vocabulary | null {
  return takes.kind === 'block' ? takes.keywords : null;
}

function scriptKeywords(vocabulary: Vocabulary): readonly string[] {
  return Object.entries(vocabulary).flatMap(([name, { takes }]) => {
    if (takes.kind === 'script') return [name];
    return scriptKeywords(vocabularyOf(takes) ?? {});
  });
}

const SCRIPT_KEYWORDS: ReadonlySet<string> = new Set(scriptKeywords(ROOT));

/** Whether a line with this keyword is split like a shell's: scripts and notifications. */
export function isScriptKeyword(keyword: string): boolean {
  return SCRIPT_KEYWORDS.has(keyword);
}
