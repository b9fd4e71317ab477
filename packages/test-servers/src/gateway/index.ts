export { createLedger, type Ledger, type Totals, type Violation } from './ledger.ts'
export { defaultSettings, type GatewaySettings, settingsSchema } from './settings.ts'
export { type GatewaySimulator, type GatewaySimulatorOptions, startGatewaySimulator } from './simulator.ts'
