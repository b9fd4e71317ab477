export const FOLLOW_FD_VARIABLE: string
