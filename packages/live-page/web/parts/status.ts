import { html } from 'htm/preact'
import type { OrderStatus as Status } from '../../src/api.ts'
import { own } from '../lib/own.ts'

const words: Readonly<Record<Status, string>> = {
  PENDING: 'Pending',
  STOCK_RESERVED: 'Stock reserved',
  PAID: 'Paid',
  CANCEL_PENDING: 'Cancelling',
  COMPLETED: 'Completed',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
}

export const statuses = Object.keys(words) as readonly Status[]
export const isOpen = (status: Status) => !['COMPLETED', 'REJECTED', 'CANCELLED'].includes(status)

/** `Cancelled` as a person reads it. */
export const statusWord = (status: Status): string => own(words, status) ?? status

/** An order's status, with a mark of its outcome's colour and shape. */
export function StatusTag({ status }: { status: Status }) {
  const outcome = isOpen(status) ? 'open' : status.toLowerCase()
  return html`<span class=${`status is-${outcome}`} data-status=${status}>${statusWord(status)}</span>`
}

/** A reason code as words: `CARD_DECLINED` is `card declined`. */
export const reasonWords = (reason: string): string => reason.toLowerCase().replaceAll('_', ' ')
