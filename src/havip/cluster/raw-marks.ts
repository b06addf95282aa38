/** Comments around blocks that come from `havip.raw.file`: what stands between them follows the inventory. */
export const RAW_BEGIN = '# begin havip.raw.file';
export const RAW_END = '# end havip.raw.file';
