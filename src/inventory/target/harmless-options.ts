/** Why an option of OpenSSH may be passed over here. */
const REASONS = {
  'connections are shared here anyway': ['controlmaster', 'controlpath', 'controlpersist'],
  'it changes what ssh prints': ['loglevel', 'visualhostkey', 'escapechar'],
  'there is a limit for connecting, and dead connections are noticed': [
    'connecttimeout',
    'connectionattempts',
    'serveraliveinterval',
    'serveralivecountmax',
    'tcpkeepalive',
  ],
  'every way of logging in is tried that there is a key or a password for': [
    'batchmode',
    'hostbasedauthentication',
    'identitiesonly',
    'kbdinteractiveauthentication',
    'challengeresponseauthentication',
    'numberofpasswordprompts',
    'passwordauthentication',
    'preferredauthentications',
    'pubkeyauthentication',
    'addkeystoagent',
  ],
  'both sides agree on what both have': [
    'casignaturealgorithms',
    'ciphers',
    'compression',
    'hostkeyalgorithms',
    'hostbasedacceptedalgorithms',
    'ipqos',
    'kexalgorithms',
    'macs',
    'pubkeyacceptedalgorithms',
    'pubkeyacceptedkeytypes',
    'rekeylimit',
  ],
  'nothing here needs it': [
    'addressfamily',
    'checkhostip',
    'exitonforwardfailure',
    'forwardagent',
    'forwardx11',
    'forwardx11trusted',
    'hashknownhosts',
    'permitlocalcommand',
    'requesttty',
    'sendenv',
    'setenv',
    'stdinnull',
    'updatehostkeys',
    'verifyhostkeydns',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What only the system's ssh can do: where one of these is set, it is what connects. */
const ONLY_OPENSSH: ReadonlySet<string> = new Set([
  'certificatefile',
  'gssapiauthentication',
  'gssapidelegatecredentials',
  'gssapiserveridentity',
  'gssapiclientidentity',
  'gssapitrustdns',
  'gssapikeyexchange',
  'gssapirenewalforcesrekey',
  'pkcs11provider',
  'securitykeyprovider',
]);

/** Whether an option, by its keyword in lower case, is for the system's ssh alone; one that is turned off is for nobody. */
export function isForOpenSsh(key: string): boolean {
  return ONLY_OPENSSH.has(key);
}

const HARMLESS: ReadonlySet<string> = new Set(Object.values(REASONS).flat());

/** Flags without a value that say no more than these options. */
export const HARMLESS_FLAG = /^-[46AaCnqTtvXxY]+$/;

/** Whether an option, by its keyword in lower case, only tunes OpenSSH. */
export function isHarmless(key: string): boolean {
  return HARMLESS.has(key);
}
