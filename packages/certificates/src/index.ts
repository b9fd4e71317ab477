export { type AuthorityStep, replaceAuthority } from './authority.ts'
export { type CertificateFiles, type KeepOptions, keepCertificates } from './keep.ts'
