import { html } from 'htm/preact'
import { goToSignIn, session } from '../model/session.ts'

/** Why nothing is shown or done for this visitor, and the way to sign in; nothing for who is signed in. */
export function SignIn() {
  const now = session.value
  if (now.state !== 'signed-out' && now.state !== 'refused') return null
  return html`
    <section class="panel sign-in" aria-labelledby="sign-in-title" data-session=${now.state}>
      <div>
        <h2 id="sign-in-title">${now.state === 'refused' ? 'You may not see this' : 'You are signed out'}</h2>
        <p role="alert">${now.why}</p>
      </div>
      <button type="button" class="primary" onClick=${() => void goToSignIn()}>Sign in</button>
    </section>
  `
}
