export { type GatewaySettings, settingsSchema } from './settings.ts'
export { type GatewaySimulator, startGatewaySimulator } from './simulator.ts'
