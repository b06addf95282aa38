import { isGlobalFlagOn } from '../../daemon/global-flags.ts';
import { advertMs } from '../../daemon/timers.ts';
import type { InstanceView } from '../../meaning/instance.ts';
import {
  all,
  isGiven,
  isOn,
  last,
  numberOf,
  placeOf,
  type Setting,
  setting,
} from '../../meaning/settings.ts';
import { mayBeAtLeast, mayBeOlder } from '../../release.ts';
import type { Hit, NodeInput, Rule } from '../rule.ts';

/** An instance's setting, or the one that `global_defs` gives every instance. */
function inherited({ view }: NodeInput, instance: InstanceView, keyword: string): Setting | undefined {
  return setting(instance.body, keyword) ?? setting(view.globals, `vrrp_${keyword}`);
}

function* missingGarp(input: NodeInput): Generator<Hit> {
  for (const instance of input.view.instances) {
    for (const [keyword, advised] of [
      ['garp_master_delay', 1],
      ['garp_master_refresh', 5],
    ] as const) {
      const found = inherited(input, instance, keyword);
      if (numberOf(found, 0) > 0) continue;
      const place = found?.place ?? instance.place;
      const edits = input.editor.insertInto(instance.place, [`${keyword} ${advised}`]);
      if (found !== undefined)
        yield {
          place,
          message: `${keyword} 0 switches it off`,
          fix: `Write ${keyword} ${advised}`,
          edits: input.editor.replace(place, found.value, String(advised)),
          unsafe: true,
        };
      else if (keyword === 'garp_master_refresh')
        yield {
          place,
          message: `${instance.name} has no ${keyword}`,
          fix: `Add ${keyword} ${advised}`,
          edits,
        };
      else {
        const message = `${instance.name} has no ${keyword}: its second set of gratuitous ARP comes after 5 s`;
        yield { place, message, fix: `Add ${keyword} ${advised}`, severity: 'warning', edits };
      }
    }
  }
}

function* zeroIntervals({ view, version, editor }: NodeInput): Generator<Hit> {
  if (!mayBeAtLeast(version, '2.0.7')) return;
  for (const keyword of ['vrrp_garp_interval', 'vrrp_gna_interval']) {
    const found = setting(view.globals, keyword);
    if (found !== undefined && Number(found.value) === 0 && found.value !== '') {
      yield { place: found.place, message: `${keyword} 0 is refused`, edits: editor.remove(found.place) };
    }
  }
}

function* strict({ view, editor, version }: NodeInput): Generator<Hit> {
  const hit = (place: Hit['place']): Hit => ({
    place,
    message: 'strict mode drops all traffic to the virtual address',
    edits: editor.remove(place),
  });
  if (isGlobalFlagOn(view.globals, 'vrrp_strict', version))
    for (const node of all(view.globals, 'vrrp_strict')) yield hit(placeOf(node));
  for (const { body } of view.instances) {
    const node = last(body, 'strict_mode');
    if (node !== undefined && isOn(body, 'strict_mode')) yield hit(placeOf(node));
  }
}

/** Rules about gratuitous ARP, on which a HAVIP moves, and about global modes. */
export const GARP_RULES: readonly Rule[] = [
  {
    id: 'KA009',
    name: 'garp-zero',
    severity: 'error',
    title: '`vrrp_garp_interval` or `vrrp_gna_interval` is 0',
    why: 'From 2.0.7 the smallest interval is a microsecond; the configuration test fails.',
    fix: 'Delete the line: no interval is the default',
    mend: 'safe',
    node: zeroIntervals,
  },
  {
    id: 'KA040',
    name: 'strict',
    severity: 'error',
    title: '`vrrp_strict` or `strict_mode` is set',
    why: 'With unicast peers keepalived accepts it and then installs a filter that drops all traffic to the virtual address.',
    fix: 'Delete the line',
    mend: 'unsafe',
    node: strict,
  },
  {
    id: 'KA041',
    name: 'no-accept',
    severity: 'error',
    title: '`no_accept` is set',
    why: 'keepalived then drops what is sent to the virtual address.',
    fix: 'Delete no_accept',
    mend: 'unsafe',
    *node({ view, editor }) {
      for (const { body } of view.instances) {
        for (const node of all(body, 'no_accept')) {
          const place = placeOf(node);
          const message = 'traffic to the virtual address is dropped';
          yield { place, message, edits: editor.remove(place) };
        }
      }
    },
  },
  {
    id: 'KA044',
    name: 'garp-params',
    profile: 'havip',
    severity: 'error',
    title: '`garp_master_delay` or `garp_master_refresh` is missing or 0',
    why: 'A HAVIP moves by the gratuitous ARP of its new holder; these two see to it that it is sent again soon, and for good. Without garp_master_delay the second set comes after 5 s, with 0 never; without garp_master_refresh none comes later.',
    fix: 'Add garp_master_delay 1 and garp_master_refresh 5',
    mend: 'safe',
    node: missingGarp,
  },
  {
    id: 'KA045',
    name: 'garp-repeat',
    profile: 'havip',
    severity: 'warning',
    title: 'There are several virtual addresses and no `vrrp_garp_master_repeat 1`',
    why: 'Each address sends five gratuitous ARPs at once at a takeover: a burst that the cloud may limit.',
    fix: 'Add vrrp_garp_master_repeat 1 to global_defs',
    mend: 'unsafe',
    *node(input) {
      for (const instance of input.view.instances) {
        const place = instance.addresses[1]?.place;
        if (place === undefined || inherited(input, instance, 'garp_master_repeat')?.value === '1') continue;
        yield {
          place,
          message: `${instance.name} has ${instance.addresses.length} addresses and repeats each ARP`,
          edits: input.editor.insertGlobals(['vrrp_garp_master_repeat 1']),
        };
      }
    },
  },
  {
    id: 'KA053',
    name: 'skip-check',
    profile: 'havip',
    severity: 'warning',
    title: '`vrrp_skip_check_adv_addr` is missing before 2.3.3',
    why: 'A backup then compares the list of addresses in every advert, so that a later change of the list makes both nodes masters for a while.',
    fix: 'Add vrrp_skip_check_adv_addr to global_defs',
    mend: 'safe',
    *node({ view, version, editor }) {
      if (!mayBeOlder(version, '2.3.3') || isGiven(view.globals, 'vrrp_skip_check_adv_addr')) return;
      for (const { name, place, body } of view.instances) {
        const message = `${name} compares the address list of every advert`;
        if (setting(body, 'skip_check_adv_addr') !== undefined) continue;
        yield { place, message, edits: editor.insertGlobals(['vrrp_skip_check_adv_addr']) };
      }
    },
  },
  {
    id: 'KA093',
    name: 'advert-fraction',
    severity: 'error',
    title: 'The version of VRRP has no word for the interval',
    why: 'Version 2 knows whole seconds only, version 3 hundredths up to 40.95 s; keepalived takes what is nearest, and its configuration test fails.',
    fix: 'Write what is taken, or the other vrrp_version on every node',
    mend: 'safe',
    *node({ view, editor }) {
      for (const { version, body, advertInt, advertPlace } of view.instances) {
        // What keepalived makes of it, so that nothing changes.
        const seconds = advertMs({ version, advertInt }) / 1000;
        if (Math.round(advertInt * 1e6) === Math.round(seconds * 1e6) || !(advertInt > 0)) continue;
        const written = setting(body, 'advert_int')?.value ?? '';
        yield {
          place: advertPlace,
          message:
            version === 2
              ? `advert_int ${advertInt} needs VRRP version 3: ${seconds} is taken`
              : `advert_int ${advertInt} cannot be said in VRRP version 3: ${seconds} is taken`,
          edits: editor.replace(advertPlace, written, String(seconds)),
        };
      }
    },
  },
  {
    id: 'KA099',
    name: 'realtime',
    severity: 'warning',
    title: 'The VRRP process has a realtime priority, or gets one when it is late',
    why: 'The kernel kills a realtime process that runs on without waiting for longer than vrrp_rlimit_rttime, 10 ms by default: a reload, or its own account of its data, is enough. Seen with 2.2.7: some seconds after each reload, on both nodes, and nobody had the address; with max_auto_priority after the machine had stood still for seconds.',
    fix: 'Delete it; vrrp_priority -20 lets it run before others and is no realtime priority',
    *node({ view }) {
      for (const keyword of ['vrrp_rt_priority', 'max_auto_priority']) {
        const found = setting(view.globals, keyword);
        if (found !== undefined && found.value !== '-1')
          yield { place: found.place, message: `${keyword} makes the VRRP process a realtime one` };
      }
    },
  },
];
