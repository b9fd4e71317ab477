// Generated
export const topology = []
