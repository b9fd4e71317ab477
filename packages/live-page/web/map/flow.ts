import { effect } from '@preact/signals'
import { serviceStates } from '../model/health.ts'
import type { Sample } from '../model/samples.ts'
import { latest, samples } from '../model/store.ts'
import { type Layout, mapRows } from './layout.ts'
import { type Palette, paint, paletteOf } from './paint.ts'
import { createParticles, weightOf } from './particles.ts'

const still = matchMedia('(prefers-reduced-motion: reduce)')
const dark = matchMedia('(prefers-color-scheme: dark)')
/** A longer gap between two frames of the browser's is a tab that was away. */
const longestStepMs = 100
/** Sharper than this costs more than the eye sees. */
const maxPixelRatio = 2

/**
 * Lets events flow over a canvas, for as long as it is there; the answer ends it. They leave at the rate of the last
 * frame, spread over the time until the next one. With `prefers-reduced-motion` nothing moves: the figures beside
 * the rails say it all.
 */
export function startFlow(
  canvas: HTMLCanvasElement,
  layout: Layout,
  services: readonly string[],
): () => void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  const ratio = Math.min(devicePixelRatio, maxPixelRatio)
  canvas.width = Math.round(layout.width * ratio)
  canvas.height = Math.round(layout.height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)

  const column = (service: string) => services.indexOf(service)
  const rows = mapRows.map(({ producer, consumers }) => {
    return { producer: column(producer), consumers: consumers.map(column) }
  })
  const particles = createParticles({ columns: services.length, rows })
  const isDown = (at: number) => {
    const state = serviceStates.peek()[services[at] as string]
    return state === 'down' || state === 'stopped'
  }
  const carry = new Float64Array(rows.length)
  let palette: Palette = paletteOf(canvas.parentElement as HTMLElement)
  let request = 0
  let last = 0

  function send({ events }: Sample, seconds: number) {
    const total = Object.values(events).reduce((sum, rate) => sum + rate, 0)
    if (Number.isNaN(total)) return
    const weight = weightOf(total)
    for (const [row, { event }] of mapRows.entries()) {
      const dots = (carry[row] as number) + ((events[event] ?? 0) * seconds) / weight
      carry[row] = dots % 1
      particles.send(row, Math.floor(dots), seconds * 1000)
    }
  }

  function frame(now: number) {
    particles.step(Math.min(longestStepMs, now - last), isDown)
    last = now
    paint(context, { layout, services, particles, palette })
    request = particles.active ? requestAnimationFrame(frame) : 0
  }

  function wake() {
    if (request !== 0) return
    last = performance.now()
    request = requestAnimationFrame(frame)
  }

  const stopSending = effect(() => {
    const sample = latest.value
    const before = samples.peek().at(-2)
    if (sample === undefined || still.matches || document.visibilityState === 'hidden') return
    send(sample, before === undefined ? 0.5 : Math.min(1, (sample.at - before.at) / 1000))
    wake()
  })
  const stopWaking = effect(() => {
    if (serviceStates.value !== undefined) wake()
  })
  const recolour = () => {
    palette = paletteOf(canvas.parentElement as HTMLElement)
    wake()
  }
  dark.addEventListener('change', recolour)
  const themes = new MutationObserver(recolour)
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })

  return () => {
    stopSending()
    stopWaking()
    dark.removeEventListener('change', recolour)
    themes.disconnect()
    cancelAnimationFrame(request)
  }
}
