import { html } from 'htm/preact'
import { goToSignIn, may } from '../model/session.ts'

/** That a right is missing, in a sentence, and the way to sign in as somebody else; nothing for who has it. */
export function Lacking({ scope, to }: { scope: string; to: string }) {
  if (may(scope)) return null
  return html`
    <p class="lacking" data-lacks=${scope}>
      To ${to} takes the scope <code>${scope}</code>, which your sign-in does not have.${' '}
      <button type="button" class="small" onClick=${() => void goToSignIn()}>Sign in again</button>
    </p>
  `
}
