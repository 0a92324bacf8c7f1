import type { ComponentChildren } from 'preact'

/** Line icons on a 24 px grid, drawn in the colour of the text. They decorate: the words beside them say it. */
function Icon({ children, size = 20 }: { children: ComponentChildren; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

export const Gear = () => (
  <Icon>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2" />
    <circle cx="9" cy="17" r="2" />
  </Icon>
)
export const Loud = () => (
  <Icon>
    <path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9.2a4 4 0 0 1 0 5.6M18.2 6.5a8 8 0 0 1 0 11" />
  </Icon>
)
export const Silent = () => (
  <Icon>
    <path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5" />
  </Icon>
)
export const Copy = () => (
  <Icon>
    <rect x="9" y="9" width="11" height="11" rx="2.5" />
    <path d="M5 15a2 2 0 0 1-1-1.7V6.5A2.5 2.5 0 0 1 6.5 4h6.8A2 2 0 0 1 15 5" />
  </Icon>
)
export const Check = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)
export const Share = () => (
  <Icon>
    <path d="M12 15V4M8 7.5 12 3.5l4 4M6 11.5H5v9h14v-9h-1" />
  </Icon>
)
export const Qr = () => (
  <Icon>
    <rect x="4" y="4" width="6" height="6" rx="1" />
    <rect x="14" y="4" width="6" height="6" rx="1" />
    <rect x="4" y="14" width="6" height="6" rx="1" />
    <path d="M14 14h2v2M20 14v.01M14 20h.01M17.5 17.5H20V20" />
  </Icon>
)
export const Plus = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
)
export const Bot = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <rect x="4.5" y="8.5" width="15" height="11" rx="3" />
    <path d="M12 8.5V5M9 13v1.5M15 13v1.5" />
    <circle cx="12" cy="3.8" r="1" />
  </Icon>
)
export const Crown = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m4 8 3.8 3.5L12 5l4.2 6.5L20 8l-1.5 10h-13z" fill="currentColor" />
  </Icon>
)
export const Cross = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
)
export const Back = () => (
  <Icon>
    <path d="M14.5 5.5 8 12l6.5 6.5" />
  </Icon>
)
export const Eye = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
    <circle cx="12" cy="12" r="2.8" />
  </Icon>
)
export const People = () => (
  <Icon>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M3 20q0-6 6-6t6 6M16 5a3.5 3.5 0 0 1 0 7m2 3q3 1 3 5" />
  </Icon>
)
export const Pencil = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m5 19 .8-4L16 4.8l3.2 3.2L9 18.2z" />
  </Icon>
)
export const Smile = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8.5 14.3q3.5 3.4 7 0M9 9.5v.6M15 9.5v.6" />
  </Icon>
)
export const Send = () => (
  <Icon>
    <path d="M4 12 20 4.5 15 20l-3.5-6.5z" />
  </Icon>
)
export const Speech = () => (
  <Icon>
    <path d="M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 16h-7l-4.5 4v-4H5a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 5 5z" />
  </Icon>
)
export const Again = () => (
  <Icon>
    <path d="M19 12a7 7 0 1 1-2-4.9L19 9M19 4.5V9h-4.5" />
  </Icon>
)
export const Plug = () => (
  <Icon>
    <path d="M9 3.5V8M15 3.5V8M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v3.5" />
  </Icon>
)
export const Spark = ({ size = 20 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <path d="M12 1.5c.9 6 3.5 8.9 10.5 10.5C15.5 13.6 12.9 16.5 12 22.5 11.1 16.5 8.5 13.6 1.5 12 8.5 10.4 11.1 7.5 12 1.5z" />
  </svg>
)
