/** Times are epoch milliseconds inside and ISO 8601 at the edges. */
export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
