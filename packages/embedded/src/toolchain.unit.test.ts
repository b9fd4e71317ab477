import { expect, test } from 'vitest'
import { findJava, findMaven, parseJavaVersion, parseMavenVersion } from './toolchain.mjs'

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "25" 2025-09-16', 25],
  ['java version "1.8.0_392"', 8],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
])('the Java of %j is %j', (output, version) => {
  expect(parseJavaVersion(output)).toBe(version)
})

test.each([
  ['Apache Maven 3.8.7\nMaven home: /usr/share/maven', [3, 8]],
  ['\u001b[1mApache Maven 4.0.0-rc-4 (bed0f8174bf728978f86fac533aa38a9511f3872)\u001b[m', [4, 0]],
  ['sh: mvn: not found', undefined],
])('the Maven of %j is %j', (output, version) => {
  expect(parseMavenVersion(output)).toEqual(version)
})

test('a machine without Java or Maven is told what to install', () => {
  expect(findJava({ PATH: '/nowhere' })).toMatchObject({ code: 'JAVA_MISSING' })
  expect(findMaven({ PATH: '/nowhere' })).toMatchObject({ code: 'MAVEN_MISSING' })
})

test('a JAVA_HOME without Java is named, not passed over', () => {
  expect(findJava({ PATH: process.env.PATH, JAVA_HOME: '/nowhere' })).toMatchObject({
    code: 'JAVA_MISSING',
    message: expect.stringContaining('/nowhere'),
  })
})
