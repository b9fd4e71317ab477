/** The user and password part of any URL in a text; the password is its second group. */
const credentials = /(:\/\/[^\s:@/"']*:)([^\s@/"']+)@/g
/** The backslash of an escaped quote is no part of it: in a line of JSON it is what keeps the line whole. */
const secretParameters = /([?&](?:password|sslpassword|token|secret)=)(?:\\[^"']|[^&\s"'\\])+/gi

/** A text in which the passwords of all URLs read `***`; everything else is unchanged. */
export function maskCredentials(text: string): string {
  if (!text.includes('://')) return text
  return text.replace(credentials, '$1***@').replace(secretParameters, '$1***')
}
