/**
 * The processor time that `work` took in this process, milliseconds: unlike the time on the wall, it does not grow
 * by what else the machine has to do.
 */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
