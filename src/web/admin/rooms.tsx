import { nodeOf } from './nodes'
import { COLUMNS, filter, search, sort, sortBy } from './state'
import type { Overview } from './types'

export function Rooms({ all }: { all: Overview }) {
  const { by, isAscending } = sort.value
  return (
    <section class="card rooms" aria-labelledby="rooms">
      <div class="over">
        <h2 id="rooms">Rooms</h2>
        <p class="note num">{counted(all)}</p>
        <input type="search" aria-label="Filter by code, game or phase" placeholder="Code, game or phase" value={filter.value} onInput={event => search(event.currentTarget.value)} />
      </div>
      {all.rooms.length === 0 ? <p class="note">{filter.value === '' ? 'Nobody plays.' : 'No room fits.'}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="rooms">
          <table>
            <thead>
              <tr>
                {COLUMNS.map(column => (
                  <th key={column.by} class={column.isNumber ? 'right' : ''} aria-sort={by !== column.by ? 'none' : isAscending ? 'ascending' : 'descending'}>
                    <button type="button" onClick={() => sortBy(column.by)}>
                      {column.label}<span aria-hidden="true">{by !== column.by ? '' : isAscending ? ' ▲' : ' ▼'}</span>
                    </button>
                  </th>
                ))}
                <th>Phase</th>
                {all.nodes.length > 0 && <th>Node</th>}
              </tr>
            </thead>
            <tbody>
              {all.rooms.map(row => (
                <tr key={`${row.room}-${row.node ?? ''}`} class={row.faults > 0 ? 'bad' : ''}>
                  {COLUMNS.map(column => (
                    <td key={column.by} class={column.isNumber ? 'right num' : ''}>
                      {column.by === 'room' && row.node === undefined ? <a href={`#/room/${row.room}`}>{row.room}</a> : column.text(row)}
                    </td>
                  ))}
                  <td>{row.phase}{row.isPrivate ? ', private' : ''}</td>
                  {all.nodes.length > 0 && <td class="id">{nodeOf(all.nodes, row.node)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function counted(all: Overview): string {
  const of = filter.value === '' ? `${all.roomsInAll} live` : `${all.roomsFound} of ${all.roomsInAll} live`
  return all.rooms.length < all.roomsFound ? `${of}, the first ${all.rooms.length} shown` : of
}
