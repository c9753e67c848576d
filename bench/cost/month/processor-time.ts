/** Of the thread that asks, milliseconds: what others do on the machine is not in it, nor what V8 does beside. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
