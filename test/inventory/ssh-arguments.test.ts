import { describe, expect, it } from 'vitest';
import { parseSshArguments } from '../../src/inventory/target/ssh-arguments.ts';

describe('parseSshArguments', () => {
  it.each<[string, object]>([
    ['', {}],
    ['-o UserKnownHostsFile=~/k', { userKnownHostsFiles: ['/home/me/k'] }],
    ['-o UserKnownHostsFile="/a /b"', { userKnownHostsFiles: ['/a', '/b'] }],
    ['-oStrictHostKeyChecking=no', { strictHostKeyChecking: 'no' }],
    ['-o "StrictHostKeyChecking accept-new"', { strictHostKeyChecking: 'accept-new' }],
    ["-o 'stricthostkeychecking = ask'", { strictHostKeyChecking: 'yes' }],
    ['-p 2222', { port: 2222 }],
    ['-p2222 -o Port=23', { port: 2222 }],
    ['-i ~/a -o IdentityFile=/b', { identityFiles: ['/home/me/a', '/b'] }],
    [
      '-J u@j1:2222,j2',
      {
        proxyJump: [
          { host: 'j1', port: 2222, user: 'u' },
          { host: 'j2', port: 22 },
        ],
      },
    ],
    ['-o ProxyJump=ssh://u@[fe80::1]:23', { proxyJump: [{ host: 'fe80::1', port: 23, user: 'u' }] }],
    ['-o ProxyJump=none -J x', { proxyJump: [] }],
    ['-o ForwardAgent=yes', { forwardAgent: true, asGiven: ['-o', 'ForwardAgent=yes'] }],
    [
      '-C -q -o ServerAliveInterval=1m30 -o LogLevel=ERROR',
      { keepaliveSeconds: 90, asGiven: ['-o', 'Compression=yes'] },
    ],
    ['-vvqT -o ControlMaster=auto -o ControlPersist=60s -S none', {}],
    [
      '-o CertificateFile=/c -o GSSAPIAuthentication=no -o "Ciphers aes256-ctr"',
      {
        needsOpenSsh: 'CertificateFile',
        algorithms: { ciphers: 'aes256-ctr' },
        asGiven: ['-o', 'CertificateFile=/c', '-o', 'GSSAPIAuthentication=no', '-o', 'Ciphers=aes256-ctr'],
      },
    ],
    ['-F /dev/null', { configFile: 'none' }],
    ['-2', { asGiven: ['-o', 'Protocol=2'] }],
    ['-o Tunnel=no -o RemoteCommand=none', { asGiven: ['-o', 'Tunnel=no', '-o', 'RemoteCommand=none'] }],
    ['-F ~/.ssh/other', { configFile: '/home/me/.ssh/other' }],
    ['-o HostKeyAlias=x', { hostKeyAlias: 'x' }],
    ['-o ProxyCommand="nc %h %p"', { proxyCommand: 'nc %h %p' }],
    ['-o ProxyCommand="ssh -W %h:%p -i key jump"', { proxyCommand: 'ssh -W %h:%p -i key jump' }],
    [
      '-o ProxyCommand="ssh -q -W %h:%p -p 2222 u@jump"',
      { proxyJump: [{ host: 'jump', port: 2222, user: 'u' }] },
    ],
    [
      '-o ProxyCommand="ssh -o StrictHostKeyChecking=no -W %h:%p jump"',
      { proxyJump: [{ host: 'jump', port: 22, strictHostKeyChecking: 'no' }] },
    ],
    [
      `-o ProxyCommand="ssh -q -o 'UserKnownHostsFile ~/jumps /dev/null' -oStrictHostKeyChecking=yes -W [%h]:%p jump"`,
      {
        proxyJump: [
          {
            ...{ host: 'jump', port: 22, strictHostKeyChecking: 'yes' },
            userKnownHostsFiles: ['/home/me/jumps', '/dev/null'],
          },
        ],
      },
    ],
    [
      '-o ProxyCommand="ssh -o UserKnownHostsFile=none -W %h:%p jump"',
      { proxyJump: [{ host: 'jump', port: 22, userKnownHostsFiles: [] }] },
    ],
    [
      '-o ProxyCommand="ssh -o StrictHostKeyChecking=perhaps -W %h:%p jump"',
      { proxyCommand: 'ssh -o StrictHostKeyChecking=perhaps -W %h:%p jump' },
    ],
    [
      '-A4 -b 10.0.0.1',
      {
        ...{ forwardAgent: true, addressFamily: 4, bindAddress: '10.0.0.1' },
        asGiven: ['-o', 'BindAddress=10.0.0.1', '-o', 'AddressFamily=inet', '-o', 'ForwardAgent=yes'],
      },
    ],
    ['-o IdentityAgent=none -o IdentitiesOnly=yes', { identityAgent: 'none', identitiesOnly: true }],
    [
      '-o PubkeyAuthentication=no -o PubkeyAuthentication=yes',
      {
        logins: { publickey: false },
        asGiven: ['-o', 'PubkeyAuthentication=no', '-o', 'PubkeyAuthentication=yes'],
      },
    ],
    ['-R 3128:localhost:3128', { needsOpenSsh: 'RemoteForward', asGiven: ['-R', '3128:localhost:3128'] }],
    ['-o PubkeyAcceptedKeyTypes=+ssh-rsa', { asGiven: ['-o', 'PubkeyAcceptedKeyTypes=+ssh-rsa'] }],
    [
      '-o CanonicalizeHostname=yes',
      { needsOpenSsh: 'CanonicalizeHostname', asGiven: ['-o', 'CanonicalizeHostname=yes'] },
    ],
    [
      '-o IgnoreUnknown=UseKeychain,Foo* -o UseKeychain=yes -o FooBar=1',
      { asGiven: ['-o', 'IgnoreUnknown=UseKeychain,Foo*'] },
    ],
    ['-o HostbasedAuthentication=no', { asGiven: ['-o', 'HostbasedAuthentication=no'] }],
    ['-i /with\\ blank', { identityFiles: ['/with blank'] }],
  ])('%s', (text, options) => {
    expect(parseSshArguments(text, '/home/me')).toEqual({ options, errors: [] });
  });

  it.each<[string, readonly string[]]>([
    ['host', ['"host"']],
    ['-o', ['"-o"']],
    ['-o Port=', ['"-o Port=" has no value']],
    ['-p 99999', ['"99999" is no port']],
    ['-J a@b@c', ['"a@b@c" is no [user@]host[:port]']],
    ['-o StrictHostKeyChecking=perhaps', ['StrictHostKeyChecking is yes, accept-new or no, not "perhaps"']],
    ['-N -W x', ['"-W x"']],
    ['-fN', ['"-fN" (a session that does something else is none for commands)']],
    ['-o UseKeychain=yes -o IgnoreUnknown=UseKeychain', ['"-o UseKeychain=yes"']],
    ['-o IgnoreUnknown=a -o IgnoreUnknown=b -o B=1', ['"-o B=1"']],
    ['-o Match=x', ['"-o Match=x" (it stands in files only)']],
    ['-o Prot=22', ['"-o Prot=22"']],
    ['--user x', ['"--user"', '"x"']],
    ['-o ConnectTimeout=soon', ['"soon" is no time']],
    ['-o Ciphers=$(x)', ['"$(x)" is no list of algorithms']],
    ['-o AddressFamily=ipv4', ['"ipv4" is none of inet, inet6 and any']],
    ['-i "/open', ['a quote that is not closed']],
  ])('%s is an error', (text, errors) => {
    expect(parseSshArguments(text, '/home/me').errors.slice(0, errors.length)).toEqual(errors);
  });
});
