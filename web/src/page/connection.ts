// Whether the visitor's connection asks for care with large downloads.

/** Of the Network Information API, which not every browser has. */
interface NetworkInformation {
  saveData?: boolean;
  effectiveType?: string;
}

/** True where the browser says that data is to be saved, or that the connection is 3G or slower. */
export function isSlowConnection(
  connection = (navigator as Navigator & { connection?: NetworkInformation }).connection,
): boolean {
  return connection?.saveData === true || /^(slow-2g|2g|3g)$/.test(connection?.effectiveType ?? '');
}
