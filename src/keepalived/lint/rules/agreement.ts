import { type Checksum, checksumOf, dropsChecksum } from '../../daemon/checksum.ts';
import { last, setting } from '../../meaning/settings.ts';
import { mayBeOlder } from '../../release.ts';
import type { Hit, InstanceMatch, Rule } from '../rule.ts';
import { differences } from './unicast.ts';

const AUTH_BYTES = 8;

function* authenticationDifferences(matches: readonly InstanceMatch[]): Generator<Hit> {
  for (const { a, b } of matches) {
    const [one, other] = [a.instance, b.instance].map(({ authentication, place }) => ({
      type: authentication?.type ?? '',
      pass: authentication?.pass?.value.slice(0, AUTH_BYTES) ?? '',
      place: authentication?.pass?.place ?? authentication?.place ?? place,
    }));
    if (one === undefined || other === undefined) continue;
    // Never the passwords themselves: this text is shown.
    const what = one.type !== other.type ? 'the kind of authentication' : 'auth_pass';
    if (one.type === other.type && one.pass === other.pass) continue;
    yield { place: other.place, message: `${what} is not the same on both nodes`, related: one.place };
  }
}

/** Releases before this one answer a different list of addresses by ignoring the advert. */
const TOLERANT_OF_ADDRESSES = '2.3.3';

/** Rules about what has to be equal on all nodes of a cluster. */
export const AGREEMENT_RULES: readonly Rule[] = [
  {
    id: 'KA027',
    name: 'advert-diff',
    severity: 'error',
    title: 'The nodes have different `advert_int` in VRRP version 2',
    why: 'Version 2 refuses adverts with another interval, so the backup takes over beside the master.',
    fix: 'Write the same interval on every node',
    pair: ({ matches }) =>
      differences(
        matches.filter(({ a, b }) => a.instance.version === 2 && b.instance.version === 2),
        ({ advertInt, advertPlace }) => ({ value: String(advertInt), place: advertPlace }),
        (one, other) => `advert_int is ${other} s here and ${one} s on the other node`,
      ),
  },
  {
    id: 'KA028',
    name: 'auth-diff',
    severity: 'error',
    title: 'The nodes authenticate differently',
    why: 'Each refuses the adverts of the other, and both become master. Only the first 8 bytes of a password count.',
    fix: 'Write the same auth_type and auth_pass on every node',
    pair: ({ matches }) => authenticationDifferences(matches),
  },
  {
    id: 'KA029',
    name: 'version-diff',
    severity: 'error',
    title: 'The nodes speak different versions of VRRP',
    why: 'Each refuses the adverts of the other, and both become master.',
    fix: 'Write the same vrrp_version on every node',
    pair: ({ matches }) =>
      differences(
        matches,
        ({ version, place }) => ({ value: String(version), place }),
        (one, other) => `VRRP version ${other} here and ${one} on the other node`,
      ),
  },
  {
    id: 'KA030',
    name: 'vips-diff',
    severity: 'error',
    title: 'The nodes have different virtual addresses',
    why: 'Releases before 2.3.3 then ignore the adverts, and both become master.',
    fix: 'Write the same addresses on every node',
    *pair({ matches }) {
      const relevant = matches.filter(({ a, b }) =>
        [a, b].some(({ node }) => mayBeOlder(node.version, TOLERANT_OF_ADDRESSES)),
      );
      yield* differences(
        relevant,
        ({ addresses, place }) => ({
          value: [...new Set(addresses.map(({ ip }) => ip))].sort().join(', '),
          place: addresses[0]?.place ?? place,
        }),
        (one, other) =>
          `the virtual addresses are ${other || 'none'} here and ${one || 'none'} on the other node`,
      );
    },
  },
  {
    id: 'KA031',
    name: 'downadv-diff',
    severity: 'error',
    title: 'The nodes have different `down_timer_adverts`',
    why: 'They wait unequally long for a silent master, so the priority no longer decides who takes over.',
    fix: 'Write the same number on every node',
    pair: ({ matches }) =>
      differences(
        matches,
        ({ downTimerAdverts, place }) => ({ value: String(downTimerAdverts), place }),
        (one, other) => `down_timer_adverts is ${other} here and ${one} on the other node`,
      ),
  },
  {
    id: 'KA032',
    name: 'v3-checksum',
    severity: 'warning',
    title: 'The nodes compute the checksum of VRRP version 3 over unicast in different ways',
    why: 'Releases up to 1.3.6, and later ones with `old_unicast_checksum`, compute it otherwise than those since 1.3.7. A standby of the old way drops what its holder sends, and both nodes hold the address; with `old_unicast_checksum never` either does.',
    fix: 'Upgrade the old node and delete old_unicast_checksum on every node, or use vrrp_version 2',
    *pair({ matches }) {
      for (const { a, b } of matches) {
        if (a.instance.version !== 3 || a.instance.peers.length === 0) continue;
        const ways = [a, b].map(({ node, instance }) => checksumOf(instance.body, node.version)) as [
          Checksum,
          Checksum,
        ];
        const [one, other] = ways;
        if (!dropsChecksum(one, other) && !dropsChecksum(other, one)) continue;
        const at = one === 'old' || one === 'never old' ? a : b;
        const place = last(at.instance.body, 'old_unicast_checksum')?.words[0].place ?? at.instance.place;
        yield {
          place,
          message: `the checksum of version 3 is computed in another way than on the other node`,
        };
      }
    },
  },
  {
    id: 'KA089',
    name: 'router-id-same',
    severity: 'warning',
    title: 'The nodes have the same `router_id`',
    why: 'It names the machine in mails, logs and SNMP: nobody can tell then which node speaks.',
    fix: "Write each node's own host name, or leave router_id out: the host name is the default",
    *pair({ nodes: [first, ...others] }) {
      const own = first && setting(first.view.globals, 'router_id');
      for (const { view } of own === undefined ? [] : others) {
        const found = setting(view.globals, 'router_id');
        if (found === undefined || found.value !== own?.value) continue;
        yield {
          place: found.place,
          message: `router_id ${found.value} is on both nodes`,
          related: own.place,
        };
      }
    },
  },
  {
    id: 'KA088',
    name: 'node-ver',
    severity: 'warning',
    title: 'The nodes run different releases of keepalived',
    why: 'Checksums, authentication and the treatment of address lists differ between releases.',
    fix: 'Bring every node to the same release',
    *pair({ nodes: [first, ...others] }) {
      for (const { config, version } of others) {
        if (first?.version === undefined || version === undefined || version === first.version) continue;
        const message = `keepalived ${version} here and ${first.version} on the other node`;
        const start = { line: 1, column: 1 };
        yield {
          place: { file: config.file, ...start },
          message,
          related: { file: first.config.file, ...start },
        };
      }
    },
  },
];
