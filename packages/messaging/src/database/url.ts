/** A database's URL, or what says it anew whenever a connection is made: the password in it may change. */
export type DatabaseUrl = string | (() => string)

export const urlNow = (url: DatabaseUrl): string => (typeof url === 'string' ? url : url())
