export const LOCK_FILE: string
export const SIZES_FILE: string
export function parseLock(text: string): Map<string, string>
export function jarFolder(cacheDir: string): string
export function jarsAreCached(cacheDir: string): boolean
