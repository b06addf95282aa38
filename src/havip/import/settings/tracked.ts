import { tracked } from '../../../keepalived/meaning/instance.ts';
import { entries, isGiven, numberOf, setting } from '../../../keepalived/meaning/settings.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import type { FoundCluster } from '../found.ts';

type Words = Readonly<Record<string, unknown>>;

/** What keepalived watches by itself: other interfaces, processes and files. */
export function trackedThings({ members: [{ instance, node }] }: FoundCluster): Words {
  const own = instance.interfaceName?.value;
  const interfaces = entries(instance.body, 'track_interface')
    .filter(({ words: [name] }) => name.text !== own)
    .map((entry) => withWeight({ interface: entry.words[0].text }, tracked(entry).weight ?? 0));
  const named = (block: string, otherwise: number, describe: (body: readonly ConfigNode[]) => Words) =>
    entries(instance.body, block).flatMap((entry): Words[] => {
      const body = definition(node.config.nodes, block, entry.words[0].text);
      if (body === undefined) return [];
      const weight = tracked(entry).weight ?? numberOf(setting(body, 'weight'), otherwise);
      return [withWeight({ name: entry.words[0].text, ...describe(body) }, weight)];
    });
  return {
    ...filled('track_interface', interfaces),
    ...filled('track_process', named('track_process', 0, process)),
    ...filled('track_file', named('track_file', 1, file)),
  };
}

function filled(key: string, list: readonly Words[]): Words {
  return list.length === 0 ? {} : { [key]: list };
}

function withWeight(words: Words, weight: number): Words {
  return weight === 0 ? words : { ...words, weight };
}

/** Either name of the block is known to keepalived. */
function definition(
  root: readonly ConfigNode[],
  block: string,
  name: string,
): readonly ConfigNode[] | undefined {
  const found = root.find(
    ({ words: [keyword, own] }) =>
      (keyword.text === block || keyword.text === `vrrp_${block}`) && own?.text === name,
  );
  return found?.children ?? undefined;
}

function process(body: readonly ConfigNode[]): Words {
  const words = body.find(({ words: [keyword] }) => keyword.text === 'process')?.words.slice(1) ?? [];
  const number = (keyword: string) => {
    const found = setting(body, keyword);
    return found === undefined ? {} : { [keyword]: Number(found.value) };
  };
  const delay = setting(body, 'delay')?.value;
  return {
    process: words.map(({ text }) => text).join(' '),
    ...(isGiven(body, 'param_match') ? { param_match: setting(body, 'param_match')?.value } : {}),
    ...(isGiven(body, 'full_command') ? { full_command: true } : {}),
    ...number('quorum'),
    ...number('quorum_max'),
    ...(delay === undefined ? {} : { delay: `${Math.max(1, Math.ceil(Number(delay)))}s` }),
  };
}

function file(body: readonly ConfigNode[]): Words {
  const initial = setting(body, 'init_file')?.value;
  return {
    file: setting(body, 'file')?.value ?? '',
    ...(initial === undefined ? {} : { init_file: Number(initial) || 0 }),
  };
}
