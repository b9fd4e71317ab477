export { type CertificateFiles, type KeepOptions, keepCertificates } from './keep.ts'
