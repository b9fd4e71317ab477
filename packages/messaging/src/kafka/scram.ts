import { pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const hash = promisify(pbkdf2)

/** SCRAM-SHA-512 in Kafka's numbers. */
export const scramSha512 = 2

/** The least that Kafka takes is 4,096; a connection costs its client as many rounds of SHA-512, 8 ms. */
const iterations = 8_192

/** What a broker is told of a password, which is never the password itself. */
export async function saltedPassword(password: string) {
  const salt = randomBytes(32)
  return { iterations, salt, salted: await hash(password, salt, iterations, 64, 'sha512') }
}
