export { adminUrl, kafkaBrokers } from './infrastructure/index.ts'
export { type Infrastructure, startInfrastructure, type TestServer } from './infrastructure/start.ts'
