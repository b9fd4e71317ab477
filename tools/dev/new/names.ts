import { Refusal } from './draft.ts'

/** What an event is called in each place. */
export interface EventNames {
  /** `GiftWrapped` */
  readonly type: string
  /** `gift.wrapped.v1`: the first word is what it is about, the others what happened. */
  readonly topic: string
  /** `schemas/gift/wrapped.v1.json` */
  readonly schema: string
  /** `gift-wrapped` */
  readonly file: string
  /** `wrappedAt`: the moment at which it happened. */
  readonly moment: string
  /** `Gift wrapped` */
  readonly words: string
}

/** @throws Refusal for a name that is not at least two words in PascalCase */
export function eventNames(type: string): EventNames {
  if (!/^([A-Z][a-z]+){2,}$/.test(type)) {
    throw new Refusal(
      `${type || 'An event'} is no name of an event: two words or more in PascalCase, what it is about and what happened, such as GiftWrapped.`,
    )
  }
  const [about = '', ...happened] = type.split(/(?=[A-Z])/).map(word => word.toLowerCase())
  const what = happened.join('-')
  return {
    type,
    topic: `${about}.${what}.v1`,
    schema: `schemas/${about}/${what}.v1.json`,
    file: `${about}-${what}`,
    moment: `${happened.at(-1)}At`,
    words: `${type[0]}${[about, ...happened].join(' ').slice(1)}`,
  }
}

/** What a service is called in each place. */
export interface ServiceNames {
  /** `gift-cards`: its folder, its package, its consumer group. */
  readonly name: string
  /** `giftCards` */
  readonly camel: string
  /** `GiftCards` */
  readonly pascal: string
  /** `gift_cards`: its database. */
  readonly database: string
  /** `GIFT_CARDS`, in environment variables. */
  readonly prefix: string
  /** `Gift cards` */
  readonly words: string
}

/** What the templates are filled with. */
export interface ServiceFacts extends ServiceNames {
  readonly port: number
  /** The event that it reads to begin with. */
  readonly reads: string
  /** The versions of that event, the current one first. */
  readonly versions: readonly number[]
}

/** @throws Refusal for a name that is not in kebab-case */
export function serviceNames(name: string): ServiceNames {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) {
    throw new Refusal(
      `${name || 'A service'} is no name of a service: small letters in kebab-case, such as loyalty or gift-cards.`,
    )
  }
  const words = name.split('-')
  const pascal = words.map(word => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('')
  return {
    name,
    camel: `${pascal[0]?.toLowerCase()}${pascal.slice(1)}`,
    pascal,
    database: words.join('_'),
    prefix: words.join('_').toUpperCase(),
    words: `${words[0]?.[0]?.toUpperCase()}${words.join(' ').slice(1)}`,
  }
}
