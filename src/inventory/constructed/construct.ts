import { truthy } from '../jinja/values.ts';
import type { ProblemList } from '../problem-list.ts';
import {
  addChild,
  addHost,
  emptyTree,
  ensureGroup,
  type RawHost,
  setHostVariable,
  type Tree,
} from '../tree/tree.ts';
import type { Evaluated } from '../variables/evaluate.ts';
import { Templates } from '../variables/templates.ts';
import type { VaultOpener } from '../vault/opener.ts';
import { groupNames, type KeyedGroup, safeGroupName } from './keyed-group.ts';
import { KnownHost } from './known-host.ts';
import { type Construction, constructedFinding } from './read-options.ts';

interface Work {
  readonly options: Construction;
  readonly tree: Tree;
  readonly problems: ProblemList;
  readonly opener: VaultOpener;
  readonly templates: Templates;
}

/**
 * Makes variables and groups of what is known of each host so far, as Ansible's plugin `constructed` does.
 * @param names only of these hosts
 */
export function construct(
  options: Construction,
  tree: Tree,
  opener: VaultOpener,
  problems: ProblemList,
  names: Iterable<string> = [...tree.hosts.keys()],
): void {
  // Expressions see one host here, and no other; lookups are out of their reach.
  const templates = new Templates({
    hosts: new Map(),
    tree: emptyTree(),
    environment: {},
    folder: '.',
    lookups: false,
  });
  const work: Work = { options, tree, problems, opener, templates };
  for (const name of names) {
    const raw = tree.hosts.get(name);
    if (raw === undefined) continue;
    compose(work, raw);
    const host = known(work, raw);
    conditionalGroups(work, raw, host);
    for (const keyed of options.keyed) keyedGroups(work, raw, host, keyed);
  }
}

function known({ options, tree, templates, opener }: Work, raw: RawHost): KnownHost {
  return new KnownHost(raw, tree, options.folders, templates, opener);
}

function compose(work: Work, raw: RawHost): void {
  const { options, tree, problems } = work;
  const host = known(work, raw);
  for (const [name, expression] of options.compose) {
    const done = workedOut(work, host.fill(`{{${expression}}}`, name));
    if (done === undefined) continue;
    const variable = { value: done.value, spot: options.spot, keySpot: options.spot };
    setHostVariable(tree, raw, name, done.secret ? { ...variable, secret: true } : variable, problems);
  }
}

function conditionalGroups(work: Work, raw: RawHost, host: KnownHost): void {
  for (const [name, expression] of work.options.groups) {
    const done = workedOut(
      work,
      host.fill(`{% if ${expression} %}True{% else %}False{% endif %}`, `group ${name}`),
    );
    if (done !== undefined && truthy(done.value)) join(work, raw, safeGroupName(name));
  }
}

function keyedGroups(work: Work, raw: RawHost, host: KnownHost, keyed: KeyedGroup): void {
  const done = workedOut(work, host.fill(`{{${keyed.key}}}`, keyed.key));
  if (done === undefined || isEmpty(work, raw, keyed, done.value)) return;
  const parent = keyed.parent === undefined ? undefined : workedOut(work, parentOf(host, keyed.parent));
  if (keyed.parent !== undefined && parent === undefined) return;
  const names = groupNames(done.value, keyed, work.options.leadingSeparator);
  if (names === undefined)
    complain(work, `the key "${keyed.key}" gives host "${raw.name}" no text`, NAMED_BY);
  for (const name of names ?? []) {
    join(work, raw, name);
    if (parent !== undefined)
      addChild(work.tree, safeGroupName(String(parent.value)), name, work.options.spot);
  }
}

const NAMED_BY = 'Groups are named by a text, a list or a mapping.';

/** Whether a key names no group; where `strict` forbids that, it is a problem. */
function isEmpty(work: Work, raw: RawHost, keyed: KeyedGroup, value: unknown): boolean {
  if (truthy(value) || (value === '' && keyed.defaultValue !== undefined)) return false;
  const isCollection = typeof value === 'object' && value !== null;
  if (work.options.strict && !isCollection)
    complain(work, `the key "${keyed.key}" is empty for host "${raw.name}"`);
  return true;
}

function complain({ options, problems }: Work, summary: string, detail?: string): void {
  problems.add(options.spot, constructedFinding(summary, detail));
}

function parentOf(host: KnownHost, template: string): Evaluated {
  return template.includes('{') ? host.fill(template, 'parent_group') : { value: template, secret: false };
}

function join({ tree, options }: Work, raw: RawHost, group: string): void {
  addHost(tree, ensureGroup(tree, group, options.spot), raw.name, options.spot);
}

/** What an expression gives; where it cannot be worked out, nothing, and a problem where that is not allowed. */
function workedOut(work: Work, done: Evaluated) {
  if (!('finding' in done)) return done;
  if (work.options.strict) complain(work, done.finding.summary, done.finding.detail);
  return undefined;
}
