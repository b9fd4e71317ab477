import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceError } from '@orderflow/service-kit'
import { parse } from 'yaml'
import type { Labels } from './labels.ts'
import { type Expression, type Selector, selectorsOf } from './promql/expression.ts'
import { durationMs } from './promql/literals.ts'
import { parsePromql } from './promql/parse.ts'
import { parseTemplate, type Template } from './template.ts'

/** A series that a rule makes of others. */
export interface Recording {
  readonly record: string
  /** As it is written. */
  readonly text: string
  readonly expression: Expression
  readonly labels: Labels
}

export interface AlertRule {
  readonly alert: string
  readonly text: string
  readonly expression: Expression
  /** How long it has to hold before it fires, in milliseconds. */
  readonly forMs: number
  readonly labels: Labels
  readonly annotations: Readonly<Record<string, Template>>
}

export interface Rules {
  /** In the order in which they stand: one may ask for what the one before it made. */
  readonly recordings: readonly Recording[]
  readonly alerts: readonly AlertRule[]
  /** Every series that is asked for, and for how long back. */
  readonly selectors: readonly Selector[]
}

interface WrittenRule {
  readonly record?: string
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Labels
  readonly annotations?: Labels
}

/** What a rule may say here; `keep_firing_for` and others would be left out without a word. */
const knownKeys = ['record', 'alert', 'expr', 'for', 'labels', 'annotations']
/** What a group may say; how often it is evaluated is reporting's to say. */
const knownOfGroup = ['name', 'interval', 'rules']

interface WrittenGroup {
  readonly name: string
  readonly rules?: readonly WrittenRule[]
}

/**
 * Prometheus' rules, all files of a folder in the order of their names.
 *
 * @throws ServiceError `ALERT_RULES_INVALID` that names the file and the rule, if one cannot be evaluated here
 */
export function readRules(folder: string): Rules {
  const names = filesIn(folder)
  const rules = names.flatMap(name => {
    try {
      return parseRules(readFileSync(join(folder, name), 'utf8'))
    } catch (error) {
      throw new ServiceError('ALERT_RULES_INVALID', `${name}: ${(error as Error).message}`)
    }
  })
  return rulesOf(rules)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
  } catch {
    throw new ServiceError(
      'ALERT_RULES_INVALID',
      `ALERT_RULES names the folder ${folder}, which cannot be read.`,
    )
  }
}

type Rule = Recording | AlertRule

/** What stands in one file. @throws Error that names the rule */
export function parseRules(text: string): Rule[] {
  const { groups } = (parse(text) ?? {}) as { readonly groups?: readonly WrittenGroup[] | null }
  return (groups ?? []).flatMap(group => {
    const strange = Object.keys(group).find(key => !knownOfGroup.includes(key))
    if (strange !== undefined)
      throw new Error(`group ${group.name}: "${strange}" is nothing that reporting knows of a group.`)
    return (group.rules ?? []).map(ruleOf)
  })
}

/** Rules as they are evaluated. */
export function rulesOf(rules: readonly Rule[]): Rules {
  return {
    recordings: rules.filter(rule => 'record' in rule),
    alerts: rules.filter(rule => 'alert' in rule),
    selectors: rules.flatMap(({ expression }) => selectorsOf(expression)),
  }
}

function ruleOf(written: WrittenRule): Rule {
  const { record, alert, expr, for: wait = '0s', labels = {}, annotations = {} } = written
  const name = alert ?? record
  try {
    const strange = Object.keys(written).find(key => !knownKeys.includes(key))
    if (strange !== undefined) throw new Error(`"${strange}" is nothing that reporting knows of a rule.`)
    const template = Object.entries(labels).find(([, text]) => String(text).includes('{{'))?.[0]
    if (template !== undefined)
      throw new Error(
        `the label ${template} is a template, which reporting does not fill in: write out what it is.`,
      )
    const expression = parsePromql(expr)
    if (record !== undefined) return { record, text: expr, expression, labels }
    const forMs = durationMs(wait)
    if (alert === undefined || forMs === undefined)
      throw new Error(`it needs a name, and "for: ${wait}" is to be like 1m.`)
    const templates = Object.entries(annotations).map(([key, text]) => [key, parseTemplate(text)] as const)
    return { alert, text: expr, expression, forMs, labels, annotations: Object.fromEntries(templates) }
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`)
  }
}
