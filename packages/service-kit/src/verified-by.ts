/**
 * A URL of PostgreSQL by which the server is verified, by name and by this authority: with `sslmode=verify-full` and
 * `sslrootcert`, in place of what it says itself.
 *
 * @param file a PEM file, read anew at each connection; undefined leaves the URL as it is
 * @returns what is no URL as it is: whoever connects says so
 */
export function verifiedBy(file: string | undefined, url: string): string {
  if (file === undefined || !URL.canParse(url)) return url
  const verified = new URL(url)
  verified.searchParams.set('sslmode', 'verify-full')
  verified.searchParams.set('sslrootcert', file)
  return verified.href
}
