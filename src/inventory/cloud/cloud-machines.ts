import { statSync } from 'node:fs';
import { extname } from 'node:path';
import type { Outcome } from '../../core/outcome.ts';
import { readNamedFile } from '../../core/read-named-file.ts';
import { ProblemList } from '../problem-list.ts';
import { compileWildcards } from '../select/wildcards.ts';
import { kindOfPath, sourcesIn } from '../sources/files.ts';
import { parseYaml, type SourceDocument } from '../sources/formats/parse-yaml.ts';
import { placeOf } from '../sources/source.ts';
import { addHost, ensureGroup, setHostVariable, type Tree } from '../tree/tree.ts';
import type { CloudMachine, CloudSearcher } from './cloud-source.ts';
import { type CloudOptions, finding, isCloudSource, readCloudOptions } from './read-cloud-options.ts';

/** What clouds have answered, by the file that asks. */
export type CloudAnswers = ReadonlyMap<string, Outcome<readonly CloudMachine[]>>;

/** Such files are small; an inventory of thousands of hosts is not parsed twice. */
const MOST_BYTES = 64 * 1024;

/** Asks the clouds that sources name, before the sources are read: what they say comes over a network. */
export async function askClouds(
  paths: readonly string[],
  region: string,
  ask: CloudSearcher | undefined,
): Promise<CloudAnswers> {
  const answers = new Map<string, Outcome<readonly CloudMachine[]>>();
  if (ask === undefined) return answers;
  for (const path of paths.flatMap(filesOf)) {
    const document = candidate(path);
    const options = document && readCloudOptions(document, region, new ProblemList());
    if (options !== undefined) answers.set(path, await ask(options.search));
  }
  return answers;
}

function filesOf(path: string): readonly string[] {
  const kind = kindOfPath(path);
  if (kind === undefined) return [];
  return kind === 'file' ? [path] : sourcesIn(path, new ProblemList()).sources.flatMap(filesOf);
}

function candidate(path: string): SourceDocument | undefined {
  if (!['.yml', '.yaml'].includes(extname(path))) return undefined;
  try {
    if (statSync(path).size > MOST_BYTES) return undefined;
    const text = readNamedFile(path).toString('utf8');
    if (!/^(?:plugin|provider)\s*:.*tencent/m.test(text)) return undefined;
    const document = parseYaml(path, text, new ProblemList());
    return document !== undefined && isCloudSource(document) ? document : undefined;
  } catch {
    // Reading it as a source says why it cannot be read.
    return undefined;
  }
}

/** The group of all hosts that come from there. */
const GROUP = 'tencent';

/** Adds the machines of a cloud as hosts; gives their names, or undefined with problems. */
export function addMachines(
  document: SourceDocument,
  {
    answers,
    region,
    tree,
    problems,
  }: {
    readonly answers: CloudAnswers;
    readonly region: string;
    readonly tree: Tree;
    readonly problems: ProblemList;
  },
): ReadonlySet<string> | undefined {
  const options = readCloudOptions(document, region, problems);
  if (options === undefined) return undefined;
  const answer = answers.get(document.source.path);
  if (answer === undefined) {
    problems.warn(options.spot, finding('the cloud is not asked for its machines here'));
    return new Set();
  }
  if (!answer.ok) {
    for (const problem of answer.problems) problems.push({ ...problem, source: placeOf(options.spot) });
    return undefined;
  }
  const names = new Map<string, CloudMachine>();
  for (const machine of answer.value.filter((each) => isWanted(each, options))) {
    const name = nameOf(machine, options.hostnames);
    const other = names.get(name);
    if (other === undefined) names.set(name, machine);
    else problems.add(options.spot, sameName(name, other, machine));
  }
  for (const [name, machine] of names) addMachine(name, machine, options, tree, problems);
  return new Set(names.keys());
}

/** Not what is gone already, or has never come to be. */
const GONE: ReadonlySet<string> = new Set(['LAUNCH_FAILED', 'SHUTDOWN', 'TERMINATING']);

function isWanted({ name, state }: CloudMachine, { names, search }: CloudOptions): boolean {
  if (search.states === undefined && GONE.has(state)) return false;
  return names === undefined || names.some((pattern) => compileWildcards(pattern).test(name));
}

function nameOf(machine: CloudMachine, hostnames: readonly string[]): string {
  const named = hostnames.map((by) => {
    if (by.startsWith('tag:')) return machine.tags[by.slice(4)];
    if (by === 'name') return machine.name;
    if (by === 'private_ip') return machine.privateAddresses[0];
    return by === 'public_ip' ? machine.publicAddresses[0] : machine.id;
  });
  return named.find((each) => each !== undefined && each !== '') ?? machine.id;
}

function sameName(name: string, one: CloudMachine, other: CloudMachine) {
  return finding(
    `two machines are called "${name}"`,
    `They are ${one.id} and ${other.id}. hostnames: [instance_id], or a filter, tells them apart.`,
  );
}

function addMachine(
  name: string,
  machine: CloudMachine,
  { spot }: CloudOptions,
  tree: Tree,
  problems: ProblemList,
): void {
  const host = addHost(tree, ensureGroup(tree, GROUP, spot), name, spot);
  for (const [variable, value] of Object.entries(variablesOf(machine))) {
    if (value !== undefined) setHostVariable(tree, host, variable, { value, spot, keySpot: spot }, problems);
  }
}

function variablesOf(machine: CloudMachine): Readonly<Record<string, unknown>> {
  const [privateIp] = machine.privateAddresses;
  return {
    ansible_host: privateIp,
    instance_id: machine.id,
    instance_name: machine.name,
    instance_state: machine.state,
    instance_type: machine.type,
    private_ip: privateIp,
    public_ip: machine.publicAddresses[0],
    vpc_id: machine.vpcId,
    subnet_id: machine.subnetId,
    zone: machine.zone,
    security_group_ids: [...machine.securityGroupIds],
    tags: { ...machine.tags },
  };
}
