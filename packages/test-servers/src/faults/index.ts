export { type TcpProxy, tcpProxy } from './tcp-proxy.ts'
