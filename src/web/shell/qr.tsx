import { encode } from 'uqr'

/** A text as a QR code, dark on light as cameras want it. */
export function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  let path = ''
  data.forEach((row, y) => row.forEach((dark, x) => dark && (path += `M${x} ${y}h1v1h-1z`)))
  return (
    <svg viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges" role="img" aria-label={text}>
      <path d={`M0 0h${size}v${size}H0z`} fill="#fbf7ef" />
      <path d={path} fill="#12141c" />
    </svg>
  )
}
