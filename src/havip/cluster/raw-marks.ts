/** Comments around blocks that come from `havip.raw.file`: what stands between them follows the inventory. */
export const RAW_BEGIN = '# begin havip.raw.file';
/** The other end of such a block. */
export const RAW_END = '# end havip.raw.file';
