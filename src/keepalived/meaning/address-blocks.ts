/**
 * What stands in the `virtual_ipaddress` blocks of a configuration, found without parsing it: the text may be
 * anything, and takes time in proportion to its length only.
 */
export function addressBlocks(configuration: string): string[] {
  const keywords = configuration.matchAll(/^[^\S\n]*virtual_ipaddress(?=[\s{])/gm);
  return [...keywords].flatMap(({ index, 0: keyword }) => {
    const block = /\s*\{([^{}]*)\}/y;
    block.lastIndex = index + keyword.length;
    return block.exec(configuration)?.[1] ?? [];
  });
}
