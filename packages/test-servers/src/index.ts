export { adminUrl, kafkaBrokers } from './infrastructure/index.ts'
export { type Infrastructure, startInfrastructure } from './infrastructure/start.ts'
