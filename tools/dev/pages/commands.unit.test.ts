import { expect, test } from 'vitest'
import { type Command, unknownCommands } from './commands.ts'

const takes = (option: string) => option === 'orders'
const commands = new Map<string, Command>([
  ['demo', { isScript: true, takes }],
  ['start', { isScript: true, takes }],
  ['ledger', { isScript: false, takes }],
])
const found = (page: string) =>
  unknownCommands('docs/a.md', page, commands, path => path === 'tools/run.mjs' || path === 'tools/there.ts')

test.each([
  'npm run demo',
  '`npm -s run demo -- --orders 10 --help`, and --nothing',
  'npm run demo -- --orders 10 # or --more',
  'npm start -- --orders 3 | tee log --append',
  'npm install --silent',
  'node tools/run.mjs ledger check',
  'node tools/there.ts',
])('%s can be done', page => {
  expect(found(page)).toEqual([])
})

test.each([
  ['npm run ledger', 'npm run ledger, which there is not'],
  ['npm test', 'npm run test, which there is not'],
  ['npm run demo -- --orders 1 --seed 3', 'npm run demo -- --seed, an option that it does not take'],
  ['node tools/run.mjs leger', 'node tools/run.mjs leger, which there is not'],
  ['node tools/gone.ts', 'node tools/gone.ts, which there is not'],
])('%s cannot', (page, what) => {
  expect(found(page)).toEqual([`docs/a.md names ${what}.`])
})
