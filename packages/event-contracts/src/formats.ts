import { fullFormats } from 'ajv-formats/dist/formats.js'
import { formats as own } from './runtime.ts'

/** Every format that a schema may name: those of ajv-formats, with our own reading of times. */
export const formats = { ...fullFormats, ...own }
