/**
 * What is done about an option of ssh_config(5):
 * - honoured by both ways to a machine;
 * - file: honoured where it stands in ssh's configuration, which ssh itself reads (`ssh -G`);
 * - openssh: the program ssh connects where it is set;
 * - ignored for the reason given, wherever it stands;
 * - refused: in arguments an error; in a configuration, which is for people too, ignored.
 */
export type Treatment = 'honoured' | 'file' | 'openssh' | 'ignored' | 'refused';

/** One option of OpenSSH as it is treated here. */
export interface SshOption {
  readonly name: string;
  readonly treatment: Treatment;
  /** Why, where it is not honoured; for one that is, what is to be said besides. */
  readonly why: string;
  /** An argument of it has the program ssh connect, though in a configuration it is ignored. */
  readonly openSshByArgument?: true;
}

const SHARED = 'the commands of a run share one session here anyway';
const PRINTS = 'it changes what ssh prints or asks a person';
const NO_TERMINAL = 'commands here have no terminal';
const NO_X11 = 'nothing here has windows';
const WITH_TUNNELS = 'it is about tunnels, and passed on where the program ssh makes one';
const TUNNEL = 'a tunnel serves other programs';
const NO_QUESTION = 'nobody is asked for a passphrase';
const OF_CERTIFICATES = 'it is about certificates, which only the program ssh knows; there it counts';
const STRICTER = 'a host key is checked in any case, and kept as it is';
const PLAYS_NO_PART = 'it plays no part in how a machine is reached';
const PASSED_OVER = 'ssh passes it over, too';
const IN_FILES = 'it stands in files only';

type Rows = readonly (readonly [names: string, why: string])[];

const HONOURED: Rows = [
  ['AddressFamily BindAddress ConnectionAttempts HostKeyAlias HostName Port User', ''],
  ['IdentityFile IdentitiesOnly IdentityAgent', ''],
  ['ProxyJump ProxyCommand', ''],
  ['StrictHostKeyChecking', '`no` and `off` take an unknown key, never a changed one'],
  ['UserKnownHostsFile GlobalKnownHostsFile', ''],
  ['ConnectTimeout', 'for all of a connect'],
  ['ServerAliveInterval ServerAliveCountMax', '5 s and 3 where nobody says otherwise'],
  ['Ciphers MACs KexAlgorithms HostKeyAlgorithms', 'with `+`, `-` and `^`'],
  ['PreferredAuthentications PubkeyAuthentication PasswordAuthentication KbdInteractiveAuthentication', ''],
  ['ForwardAgent', 'to the machine itself, never to jump hosts'],
];

const IN_A_FILE: Rows = [
  ['Host Match Include', IN_FILES],
  [
    'CanonicalizeHostname CanonicalDomains CanonicalizeFallbackLocal CanonicalizeMaxDots CanonicalizePermittedCNAMEs',
    'names are completed by ssh where it reads its configuration; as an argument, by the program ssh as a whole',
  ],
];

const BY_OPENSSH: Rows = [
  ['CertificateFile', 'certificates'],
  [
    'GSSAPIAuthentication GSSAPIClientIdentity GSSAPIDelegateCredentials GSSAPIKeyExchange GSSAPIKexAlgorithms GSSAPIRenewalForcesRekey GSSAPIServerIdentity GSSAPITrustDns',
    'Kerberos; in a configuration only where there is nothing else to log in with, or nothing else is let in',
  ],
  ['PKCS11Provider SecurityKeyProvider', 'keys in devices'],
  ['HostbasedAuthentication', 'the key of this machine, which only ssh-keysign may use'],
  ['KnownHostsCommand RevokedHostKeys VerifyHostKeyDNS', 'other sources of host keys'],
  ['BindInterface ProxyUseFdpass', 'sockets of its own'],
  ['RequiredRSASize', 'limits for keys'],
  ['PubkeyAcceptedAlgorithms', 'a list that allows less than usual; `+` and `^` need nothing here'],
];

/** Passed over in a configuration; as an argument, a wish for the program ssh. */
const TUNNELS: Rows = [['DynamicForward LocalForward RemoteForward', TUNNEL]];

const IGNORED: Rows = [
  ['ControlMaster ControlPath ControlPersist', SHARED],
  [
    'LogLevel LogVerbose SyslogFacility FingerprintHash VisualHostKey EscapeChar EnableEscapeCommandline BatchMode NumberOfPasswordPrompts',
    PRINTS,
  ],
  ['RequestTTY SessionType StdinNull', NO_TERMINAL],
  ['ForwardX11 ForwardX11Timeout ForwardX11Trusted XAuthLocation', NO_X11],
  [
    'ClearAllForwardings ExitOnForwardFailure GatewayPorts PermitRemoteOpen StreamLocalBindMask StreamLocalBindUnlink',
    WITH_TUNNELS,
  ],
  ['AddKeysToAgent', NO_QUESTION],
  ['IgnoreUnknown', 'what it names and no release has is passed over, in arguments, too'],
  ['CASignatureAlgorithms', OF_CERTIFICATES],
  ['EnableSSHKeysign HostbasedAcceptedAlgorithms', 'it is about HostbasedAuthentication; there it counts'],
  ['CheckHostIP HashKnownHosts NoHostAuthenticationForLocalhost UpdateHostKeys', STRICTER],
  ['KbdInteractiveDevices', 'the server chooses what it asks for'],
  ['Compression', 'what is sent is little, and packing it costs more than sending it'],
  [
    'IPQoS TCPKeepAlive RekeyLimit',
    'how packets go is left to the system and the server; dead connections are noticed',
  ],
  ['PermitLocalCommand LocalCommand', 'a connect runs nothing on this machine'],
  ['SendEnv SetEnv', 'commands run in an environment of their own; a playbook sets it'],
  ['ChannelTimeout ObscureKeystrokeTiming WarnWeakCrypto VersionAddendum Tag', PLAYS_NO_PART],
  [
    'AFSTokenPassing Cipher CompressionLevel FallBackToRsh GlobalKnownHostsFile2 KerberosAuthentication KerberosTGTPassing Protocol RhostsAuthentication RhostsRSAAuthentication RSAAuthentication UsePrivilegedPort UserKnownHostsFile2 UseRoaming UseRsh',
    PASSED_OVER,
  ],
];

const REFUSED: Rows = [
  ['ForkAfterAuthentication RemoteCommand', 'a session that does something else is none for commands'],
  ['Tunnel TunnelDevice', 'a run has no network devices of its own'],
];

const rows = (treatment: Treatment, given: Rows, more: object = {}): SshOption[] =>
  given.flatMap(([names, why]) => names.split(' ').map((name) => ({ name, treatment, why, ...more })));

/** Every option that OpenSSH's ssh_config knows, up to release 10. */
export const SSH_OPTIONS: readonly SshOption[] = [
  ...rows('honoured', HONOURED),
  ...rows('file', IN_A_FILE),
  ...rows('openssh', BY_OPENSSH),
  ...rows('ignored', TUNNELS, { openSshByArgument: true }),
  ...rows('ignored', IGNORED),
  ...rows('refused', REFUSED),
];

/** Other names of the same options. */
export const SAME_OPTIONS: Readonly<Record<string, string>> = {
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  skeyauthentication: 'kbdinteractiveauthentication',
  tisauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
  identityfile2: 'identityfile',
  keepalive: 'tcpkeepalive',
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  hostbasedkeytypes: 'hostbasedacceptedalgorithms',
  smartcarddevice: 'pkcs11provider',
  protocolkeepalives: 'serveraliveinterval',
  setuptimeout: 'connecttimeout',
};

const BY_KEY: ReadonlyMap<string, SshOption> = new Map(
  SSH_OPTIONS.map((option) => [option.name.toLowerCase(), option]),
);

/** An option by its keyword in whatever case, or by an older name; undefined for one that no release has. */
export function sshOption(keyword: string): SshOption | undefined {
  const key = keyword.toLowerCase();
  return BY_KEY.get(SAME_OPTIONS[key] ?? key);
}

/** Whether a value turns off what only the program ssh can do. */
export function isOff(value: string): boolean {
  return /^(?:no|none|false|internal|)$/i.test(value);
}
