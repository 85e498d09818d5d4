/** Milliseconds that this process took of processors so far: other work on the machine adds nothing. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
