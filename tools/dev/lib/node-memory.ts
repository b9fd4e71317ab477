import { fileURLToPath } from 'node:url'

/**
 * What a service's heap may come to, in MB: V8 takes what it is given, whether that makes anything faster or not. The young
 * generation has three semi-spaces. The image has the same (Dockerfile); what less would cost: ADR 72.
 */
export const heapOptions = '--max-old-space-size=256 --max-semi-space-size=8'

/** Of a program of this repository, beside its heap. */
export const nodeMemory: Readonly<Record<string, string>> = {
  // glibc keeps free memory in up to eight arenas for each core.
  MALLOC_ARENA_MAX: '2',
  // Code that is compiled and stripped of its types once: whoever starts next loads no compiler of TypeScript.
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../.cache/node', import.meta.url)),
}
