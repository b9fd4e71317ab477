export function dockerAnswers(env?: Record<string, string | undefined>, withinMs?: number): Promise<boolean>
