export {
  type Message,
  type Observed,
  type ServiceUnderTest,
  startServiceUnderTest,
} from './service-under-test.ts'
