import { act, clock, figure, span } from './state'
import type { Journal, Overview } from './types'

const MB = 1_048_576

export function JournalCard({ journal }: { journal: Journal }) {
  return (
    <section class="card" aria-labelledby="journal">
      <h2 id="journal">Journal</h2>
      <dl>
        <div><dt>Kind</dt><dd>{journal.kind}, {journal.durability}</dd></div>
        {journal.bytes !== undefined && <div><dt>Size</dt><dd class="num">{figure(journal.bytes / MB)} of {figure((journal.maxBytes ?? 0) / MB)} MB</dd></div>}
        {journal.lastWriteMs !== undefined && <div><dt>Last commit</dt><dd class="num">{figure(journal.lastWriteMs)} ms</dd></div>}
        <div>
          <dt>Last error</dt>
          <dd>{journal.lastError === undefined ? 'none' : `${clock(journal.lastErrorAt ?? 0)} UTC: ${journal.lastError}`}</dd>
        </div>
        {journal.downSeconds !== undefined && <div class="bad"><dt>Cannot write for</dt><dd class="num">{span(journal.downSeconds)}</dd></div>}
      </dl>
    </section>
  )
}

export function Bans({ bans }: { bans: Overview['bans'] }) {
  return (
    <section class="card" aria-labelledby="bans">
      <h2 id="bans">Banned addresses</h2>
      {bans.length === 0 ? <p class="note">None. A player's row in a room offers it.</p> : (
        <ul class="list">
          {bans.map(ban => (
            <li key={ban.id}>
              <span class="id">{ban.address}</span> <span class="num">for {span(ban.seconds)} more</span>
              <button type="button" onClick={() => void act({ action: 'unban', ban: ban.id })}>Lift</button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export function Audit({ audit }: { audit: Overview['audit'] }) {
  return (
    <section class="card" aria-labelledby="audit">
      <h2 id="audit">What operators did</h2>
      {audit.length === 0 ? <p class="note">Nothing in this run. It stands in the log, too (id 1400).</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="audit">
          <table>
            <thead><tr><th>Time (UTC)</th><th>From</th><th>Action</th><th>To what</th><th>Outcome</th></tr></thead>
            <tbody>
              {audit.map((entry, i) => (
                <tr key={`${entry.at}-${audit.length - i}`}>
                  <td class="num">{clock(entry.at)}</td><td class="id">{entry.from}</td><td>{entry.action}</td><td>{entry.target}</td><td>{entry.outcome}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
