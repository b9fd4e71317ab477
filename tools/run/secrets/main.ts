import { writeSecrets } from './write.ts'

/** Makes the secrets of a deployment in containers, in the folder that they are mounted at; run before everything else. */
await writeSecrets('/run/secrets')
