import { useState } from 'preact/hooks'
import { confirm, Confirmation } from './confirm'
import { Gauges } from './gauges'
import { Nodes } from './nodes'
import { Room } from './room'
import { Rooms } from './rooms'
import { Audit, Bans, JournalCard } from './side'
import { open, overview, refused, said, signIn, signOut, span, token, trouble } from './state'
import type { Overview } from './types'

export function App() {
  if (token.value === '') return <SignIn />
  const all = overview.value
  if (all === undefined) return <main class="wait" aria-busy="true">{trouble.value || 'One moment…'}</main>
  return (
    <>
      <Head all={all} />
      <main>
        {trouble.value !== '' && <p class="trouble" role="alert">{trouble.value} What you see is older.</p>}
        <p class="said" role="status">{said.value}</p>
        {open.value !== '' ? <Room code={open.value} /> : (
          <>
            <h1 class="sr">Overview</h1>
            <Gauges gauges={all.gauges} />
            <Nodes nodes={all.nodes} />
            <Rooms all={all} />
            <div class="columns">
              <JournalCard journal={all.journal} />
              <Bans bans={all.bans} />
            </div>
            <Audit audit={all.audit} />
          </>
        )}
      </main>
      <Confirmation />
    </>
  )
}

function SignIn() {
  const [entered, enter] = useState('')
  return (
    <main class="door">
      <form
        class="card"
        onSubmit={event => {
          event.preventDefault()
          if (entered !== '') signIn(entered)
        }}
      >
        <h1>GameServer <span>operations</span></h1>
        <label>
          Token
          <input type="password" name="token" autocomplete="off" value={entered} onInput={event => enter(event.currentTarget.value)} />
        </label>
        <p class="note">The value of <code>GameServer:Admin:Token</code>. It is kept until this tab is closed.</p>
        {refused.value !== '' && <p class="trouble" role="alert">{refused.value}</p>}
        <button type="submit" class="main">Open</button>
      </form>
    </main>
  )
}

function Head({ all }: { all: Overview }) {
  const failing = all.checks.filter(check => !check.ok)
  const state = all.isDraining ? 'Draining' : failing.length > 0 ? 'Not ready' : 'Ready'
  return (
    <header>
      <a class="brand" href="#/">GameServer <span>operations</span></a>
      <p class={`pill ${state === 'Ready' ? 'good' : 'bad'}`}>{state}</p>
      <ul class="checks" aria-label="Checks">
        {all.checks.map(check => (
          <li key={check.name} class={check.ok ? '' : 'bad'}>
            <b>{check.ok ? '✓' : '✗'} {check.name}</b> {check.detail}
          </li>
        ))}
      </ul>
      <p class="about">{all.version} ({all.commit.slice(0, 8)}) · {all.runtime} · up {span(all.uptimeSeconds)}</p>
      <div class="buttons">
        <button
          type="button"
          class="danger"
          disabled={all.isDraining}
          onClick={() => confirm({
            title: 'Drain this server?',
            text: 'Nobody new is let in, every player is told to come back, and the process ends. Nothing is lost; whether it starts again is up to what runs it.',
            button: 'Drain',
            action: () => ({ action: 'drain' }),
          })}
        >
          Drain
        </button>
        <button type="button" onClick={() => signOut()}>Sign out</button>
      </div>
    </header>
  )
}
