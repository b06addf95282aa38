/** Clusters of the machines a and b, each with further settings. */
export function inventory(...clusters: readonly string[]): string {
  return clusters
    .map(
      (havip, index) => `c${index + 1}:
  vars:
    havip:
      address: 10.0.0.${index + 9}
      virtual_router_id: ${index + 51}
${havip
  .split('; ')
  .map((line) => `      ${line}\n`)
  .join('')}  hosts: { a: , b: }
`,
    )
    .join('');
}
