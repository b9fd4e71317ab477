/** Whether two JSON values are the same, as `const`, `enum` and `uniqueItems` compare them: members in any order. */
export function equal(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  return names.every(
    name =>
      Object.hasOwn(other, name) && equal(one[name as keyof typeof one], other[name as keyof typeof other]),
  )
}
