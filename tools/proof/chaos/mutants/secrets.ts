import type { Mutant } from './mutant.ts'

/** Bugs in how processes come to know that a secret has changed. */
export const secretMutants: readonly Mutant[] = [
  {
    name: 'password-remembered',
    about: 'a client proves who it is by the password that it began with',
    rule: 'a secret is what its file holds when a connection is made',
    scenario: 'rotation',
    edits: [
      {
        file: 'packages/messaging/src/kafka/kafkajs/kafkajs.ts',
        replace: `    get password() {
      return security.password
    },`,
        by: '    password: security.password,',
      },
    ],
  },
]
