import { figure, span } from './state'
import type { NodeRow } from './types'

/** The nodes of a cluster; one alone has no such table. */
export function Nodes({ nodes }: { nodes: NodeRow[] }) {
  if (nodes.length === 0) return null
  return (
    <section class="card" aria-labelledby="nodes">
      <h2 id="nodes">Nodes</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="nodes">
        <table>
          <thead>
            <tr>
              <th>Address</th><th class="right">Lease</th><th>State</th><th class="right">Rooms</th><th class="right">Connections</th><th class="right">Last sign of life</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map(node => (
              <tr key={node.lease} class={isWell(node) ? '' : 'bad'}>
                <td class="id">{nameOf(node)}{node.isHere ? ' (this one)' : ''}</td>
                <td class="right num">{node.lease}</td>
                <td>{stateOf(node)}</td>
                <td class="right num">{node.rooms === undefined ? '–' : figure(node.rooms)}</td>
                <td class="right num">{node.connections === undefined ? '–' : figure(node.connections)}</td>
                <td class="right num">{node.silentSeconds === undefined ? '–' : `${span(node.silentSeconds)} ago`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** A node as a room's row names it. */
export function nodeOf(nodes: NodeRow[], lease: number | undefined): string {
  const node = nodes.find(one => (lease === undefined ? one.isHere : one.lease === lease))
  return node === undefined ? String(lease ?? '') : node.isHere ? 'this one' : nameOf(node)
}

function nameOf(node: NodeRow): string {
  return node.url === '' ? 'not listening yet' : node.url.replace(/^https?:\/\//, '')
}

function isWell(node: NodeRow): boolean {
  return node.isAlive && node.rooms !== undefined
}

function stateOf(node: NodeRow): string {
  if (!node.isAlive) return node.isHere ? 'without a lease' : 'dead'
  if (node.isDraining) return 'draining'
  return isWell(node) ? 'ready' : 'does not answer'
}
