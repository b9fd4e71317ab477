/**
 * A JSON Schema, draft-07 or 2020-12, whose data have a type: what the generator writes, or a plain schema of which the
 * program states it, `schema as Schema<Booking>`. The type is not there at run time.
 */
export type Schema<Data = unknown> = object & { readonly '~data'?: Data }

/**
 * The type of the data of a schema: the one that is stated, or what TypeBox's schemas and plain ones with literal types
 * (those written into the table, or `as const`) say of themselves; `unknown` where neither tells. Fields that the schema does not
 * name are not typed, since nobody can rely on them. TypeBox's conventions are known by their names, so it need not be there.
 */
export type DataOf<S> = '~data' extends keyof S
  ? S extends { readonly '~data'?: infer Data }
    ? Exclude<Data, undefined>
    : never
  : S extends { readonly '~unsafe': infer Data }
    ? Data
    : S extends { readonly const: infer Value }
      ? Value
      : S extends { readonly enum: readonly (infer Value)[] }
        ? Value
        : S extends { readonly anyOf: readonly (infer Part)[] } | { readonly oneOf: readonly (infer Part)[] }
          ? EachDataOf<Part>
          : S extends { readonly allOf: readonly [infer First, ...infer Rest] }
            ? DataOf<First> & (Rest extends readonly [] ? unknown : DataOf<{ readonly allOf: Rest }>)
            : ByType<S>

/** Of any of these schemas. */
type EachDataOf<S> = S extends unknown ? DataOf<S> : never

type ByType<S> = S extends { readonly type: keyof Primitives }
  ? Primitives[S['type']]
  : S extends { readonly type: 'array'; readonly items: infer Item }
    ? readonly DataOf<Item>[]
    : S extends { readonly type: 'object'; readonly properties: infer Properties }
      ? ObjectOf<Properties, RequiredOf<S, Properties>>
      : S extends { readonly type: 'object'; readonly patternProperties: Record<string, infer Value> }
        ? { readonly [name: string]: DataOf<Value> }
        : S extends { readonly type: readonly (infer Type extends keyof Primitives)[] }
          ? Primitives[Type]
          : unknown

interface Primitives {
  readonly string: string
  readonly number: number
  readonly integer: number
  readonly boolean: boolean
  readonly null: null
}

/** TypeBox marks what may be missing; other schemas name what must be there. */
type RequiredOf<S, Properties> = S extends { readonly '~kind': 'Object' }
  ? {
      [P in keyof Properties]: Properties[P] extends { readonly '~optional': true } ? never : P
    }[keyof Properties]
  : S extends { readonly required: readonly (infer Name)[] }
    ? Extract<keyof Properties, Name>
    : never

type ObjectOf<Properties, Required extends keyof Properties> = Flat<
  { readonly [P in Required]: DataOf<Properties[P]> } & {
    readonly [P in Exclude<keyof Properties, Required>]?: DataOf<Properties[P]>
  }
>

/** One object in place of an intersection, for those who read the type. */
type Flat<T> = { [P in keyof T]: T[P] }
