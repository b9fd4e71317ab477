export function isRunning(pid: number): boolean
export function writePidFile(path: string, pid: number): void
export function livePid(path: string): number | undefined
export function withLock<T>(path: string, work: () => Promise<T>, onWait?: (pid: number) => void): Promise<T>
