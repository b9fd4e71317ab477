import htm from 'htm'
import { h } from 'preact'

/** Markup as a tagged template: what JSX is, without a build. */
export const html = htm.bind(h)
