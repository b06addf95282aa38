import { describe, expect, test } from 'vitest';
import { layoutOf, namePrefix } from '../../src/lab/plan/layout.ts';

describe('layoutOf', () => {
  test('one cluster has the names and addresses of a small VPC', () => {
    const { machines, clusters, witness } = layoutOf({ name: 'default', clusters: 1, witness: true });
    expect(machines.map(({ name, privateIp, cluster }) => `${name} ${privateIp} ${cluster ?? '-'}`)).toEqual([
      'HAVIP-01 172.16.16.5 web',
      'HAVIP-02 172.16.16.6 web',
      'probe-01 172.16.16.9 -',
    ]);
    expect(clusters).toEqual([{ name: 'web', address: '172.16.16.12', virtualRouterId: 51 }]);
    expect(witness?.name).toBe('probe-01');
  });

  test('many clusters share one network and one witness, and nothing twice', () => {
    const { machines, clusters } = layoutOf({ name: 'many', clusters: 100, witness: true });
    expect(machines).toHaveLength(201);
    expect(machines.filter(({ kind }) => kind === 'witness')).toHaveLength(1);
    const addresses = [
      ...machines.map(({ privateIp }) => privateIp),
      ...clusters.map(({ address }) => address),
    ];
    expect(new Set(addresses).size).toBe(301);
    expect(new Set(clusters.map(({ virtualRouterId }) => virtualRouterId)).size).toBe(100);
    // The kernel allows an interface 15 characters, and the bridge's end of a cable is called like the machine.
    expect(Math.max(...machines.map(({ name }) => name.length))).toBeLessThanOrEqual(15);
  });

  test('without a witness there are nodes only', () => {
    const { machines, witness } = layoutOf({ name: 'default', clusters: 1, witness: false });
    expect(machines.map(({ kind }) => kind)).toEqual(['node', 'node']);
    expect(witness).toBeNull();
  });

  test.each([
    ['a', 'a-b'],
    ['a-b', 'a'],
    ['lab', 'lab2'],
  ])('nothing of lab %s begins as lab %s does', (one, other) => {
    const { machines, networkNamespace } = layoutOf({ name: one, clusters: 2, witness: true });
    const namespaces = [networkNamespace, ...machines.map((machine) => machine.networkNamespace)];
    expect(namespaces.every((namespace) => namespace.startsWith(namePrefix(one)))).toBe(true);
    expect(namespaces.some((namespace) => namespace.startsWith(namePrefix(other)))).toBe(false);
  });
});
