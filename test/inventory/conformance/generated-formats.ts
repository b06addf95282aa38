import type { Model, Vars, Written } from './generated-model.ts';

type Format = (model: Model) => string;

const varsOf = ({ hostVars }: Model, host: string): Vars =>
  hostVars.flatMap(([name, vars]) => (name === host ? vars : []));

/** As `[group]`, `[group:children]` and `[group:vars]`, the hosts of no group first. */
export const ini: Format = (model) => {
  const line = (host: string): string =>
    [host, ...varsOf(model, host).map(([name, { iniHost }]) => `${name}=${iniHost}`)].join(' ');
  const settings = (vars: Vars): string[] => vars.map(([name, { iniGroup }]) => `${name} = ${iniGroup}`);
  const seen = new Set<string>();
  const once = (host: string): string => {
    const first = !seen.has(host);
    seen.add(host);
    return first ? line(host) : host;
  };
  return [
    ...model.lone.map(once),
    ...model.groups.flatMap(({ name, hosts, children, vars }) => [
      `[${name}]`,
      ...hosts.map(once),
      ...(children.length === 0 ? [] : [`[${name}:children]`, ...children]),
      ...(vars.length === 0 ? [] : [`[${name}:vars]`, ...settings(vars)]),
    ]),
    '[all:vars]',
    ...settings(model.all),
    '',
  ].join('\n');
};

/** As people write it, block by block; a value's lines are indented by where it stands. */
export const yaml: Format = (model) => {
  const settings = (vars: Vars, indent: string): string =>
    vars
      .map(([name, { yaml: text }]) => `${indent}${name}: ${text.replaceAll('@', indent).trimEnd()}\n`)
      .join('');
  const hostLines = (hosts: readonly string[], indent: string): string =>
    hosts.map((host) => `${indent}${keyOf(host)}:\n${settings(varsOf(model, host), `${indent}  `)}`).join('');
  const groupLines = ({ name, hosts, children, vars }: Model['groups'][number]): string =>
    `    ${name}:\n` +
    (vars.length === 0 ? '' : `      vars:\n${settings(vars, '        ')}`) +
    (hosts.length === 0 ? '' : `      hosts:\n${hostLines(hosts, '        ')}`) +
    (children.length === 0
      ? ''
      : `      children:\n${children.map((child) => `        ${child}:\n`).join('')}`);
  return (
    'all:\n' +
    (model.all.length === 0 ? '' : `  vars:\n${settings(model.all, '    ')}`) +
    (model.lone.length === 0 ? '' : `  hosts:\n${hostLines(model.lone, '    ')}`) +
    `  children:\n${model.groups.map(groupLines).join('')}`
  );
};

const keyOf = (host: string): string => (/^[\w.-]+$/.test(host) ? host : `"${host}"`);

const plainVars = (vars: Vars): Readonly<Record<string, unknown>> =>
  Object.fromEntries(vars.map(([name, { json }]: readonly [string, Written]) => [name, json]));

/** The top level of YAML's form as JSON. */
export const json: Format = (model) => {
  const hostsOf = (hosts: readonly string[]) =>
    Object.fromEntries(hosts.map((host) => [host, plainVars(varsOf(model, host))]));
  const groups = model.groups.map(({ name, hosts, children, vars }) => [
    name,
    {
      hosts: hostsOf(hosts),
      vars: plainVars(vars),
      children: Object.fromEntries(children.map((child) => [child, null])),
    },
  ]);
  return JSON.stringify({
    all: { vars: plainVars(model.all), hosts: hostsOf(model.lone) },
    ...Object.fromEntries(groups),
  });
};

/** Of hosts that are ranges or have ports, a program knows nothing: they are names to it. */
export const program: Format = (model) => {
  const groups = model.groups.map(({ name, hosts, children, vars }) => [
    name,
    { hosts, children, vars: plainVars(vars) },
  ]);
  const printed = JSON.stringify({
    ...Object.fromEntries(groups),
    all: { hosts: model.lone, vars: plainVars(model.all) },
    _meta: { hostvars: Object.fromEntries(model.hostVars.map(([host, vars]) => [host, plainVars(vars)])) },
  });
  return `#!/bin/sh\ncat <<'END'\n${printed}\nEND\n`;
};

/** TOML has no null; a list of the children first, so that INI gives up before it has made a group. */
export const toml: Format = (model) => {
  const settings = (vars: Vars): string =>
    `{ ${vars.map(([name, { json: value }]) => `${name} = ${tomlOf(value)}`).join(', ')} }`;
  const hostLines = (name: string, hosts: readonly string[]): string =>
    hosts.length === 0
      ? ''
      : `[${name}.hosts]\n${hosts.map((host) => `${JSON.stringify(host)} = ${settings(varsOf(model, host))}\n`).join('')}`;
  return [
    `[all]\nchildren = []\nvars = ${settings(model.all)}\n${hostLines('all', model.lone)}`,
    ...model.groups.map(
      ({ name, hosts, children, vars }) =>
        `[${JSON.stringify(name)}]\nchildren = ${JSON.stringify(children)}\nvars = ${settings(vars)}\n${hostLines(JSON.stringify(name), hosts)}`,
    ),
  ].join('');
};

function tomlOf(value: unknown): string {
  if (value === null) return '""';
  // Lists of several kinds are TOML 1.0, which Ansible's library does not read.
  if (Array.isArray(value)) return `[${value.map((each) => `"${typeof each}"`).join(', ')}]`;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : value.toExponential();
  if (typeof value === 'string') return JSON.stringify(value.replaceAll(/["\\]/g, ''));
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{ ${Object.keys(value)
    .map((key, index) => `${JSON.stringify(key)} = ${index}`)
    .join(', ')} }`;
}

/** Files of `group_vars/` and `host_vars/` in one of the forms that Ansible takes. */
export function variableFiles(model: Model, folder: string, form: number): Readonly<Record<string, string>> {
  const file = (kind: string, name: string, vars: Vars): [string, string] => {
    const path = `${folder}${kind}/${name}`;
    const text = `---\n${vars.map(([key, { yaml: value }]) => `${key}: ${value.replaceAll('@', ' ').trimEnd()}\n`).join('')}`;
    const asJson = `${JSON.stringify(plainVars(vars), null, 2)}\n`;
    const forms: readonly [string, string][] = [
      [`${path}.yml`, text],
      [`${path}.yaml`, text],
      [path, text],
      [`${path}.json`, asJson],
      [`${path}/main.yml`, text],
      [`${path}/sub/vars.json`, asJson],
    ];
    return forms[(form + name.length) % forms.length] ?? [path, text];
  };
  return Object.fromEntries([
    file('group_vars', 'all', model.all),
    ...model.groups.map(({ name, vars }) => file('group_vars', name, vars)),
    ...model.hostVars
      .filter(([host]) => !/[:[]/.test(host))
      .map(([host, vars]) => file('host_vars', host, vars)),
  ]);
}
