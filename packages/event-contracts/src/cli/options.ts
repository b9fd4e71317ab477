/** Options that several commands take. */
export const schemasOption = {
  schemas: { type: 'string', value: 'FOLDER', default: 'schemas', help: 'of the schemas, <event>.v<N>.json' },
} as const

export const goldenOption = {
  golden: { type: 'string', value: 'FOLDER', default: 'golden', help: 'of the golden events' },
} as const

export const eventsOption = {
  events: {
    type: 'string',
    value: 'FILE',
    default: 'src/events.js',
    help: 'a module that exports what defineEvents returned',
  },
} as const
