import type { ReactNode } from 'react';

/** Line icons on a 24 grid; decoration only, so the text or label beside them says what they mean. */
const paths = {
  inbox: <path d="M4 5h16v11H9l-5 4z" />,
  numbers: (
    <>
      <rect x="7" y="2.500" width="10" height="19" rx="2.500" />
      <path d="M11 18.500h2" />
    </>
  ),
  agents: (
    <>
      <circle cx="9" cy="8" r="3.500" />
      <path d="M2.500 20c.5-3.800 3-6 6.500-6s6 2.200 6.500 6M16 4.800a3.500 3.500 0 0 1 0 6.400M18 14.600c2 .8 3.200 2.700 3.500 5.400" />
    </>
  ),
  departments: <path d="M4 20V9l8-5 8 5v11zM9.500 20v-6h5v6" />,
  settings: (
    <>
      <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
      <circle cx="15" cy="7" r="2" />
      <circle cx="9" cy="17" r="2" />
    </>
  ),
  key: (
    <>
      <circle cx="8" cy="15.500" r="4.500" />
      <path d="m11.200 12.300 8.300-8.300M16 7.500l3 3" />
    </>
  ),
  shield: (
    <path d="M12 3 4.500 6v5.500c0 4.700 3.200 7.800 7.500 9.500 4.300-1.700 7.500-4.800 7.500-9.500V6zM8.500 12l2.500 2.500 4.500-5" />
  ),
  archive: <path d="M4 8.500h16V20H4zM3 4h18v4.500H3zM9.500 12.500h5" />,
  pulse: <path d="M3 12.500h4.500L10 6l4 12.500 2.500-6H21" />,
  logout: <path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9" />,
  search: (
    <>
      <circle cx="11" cy="11" r="6.500" />
      <path d="m16 16 4.500 4.500" />
    </>
  ),
  back: <path d="M15 5l-7 7 7 7" />,
  panel: (
    <>
      <rect x="3.500" y="4.500" width="17" height="15" rx="2" />
      <path d="M15 4.500v15" />
    </>
  ),
  check: <path d="m5 12.500 4.500 4.500L19 7.500" />,
  reopen: <path d="M4 12a8 8 0 1 1 2.500 5.800M4 20v-5h5" />,
  take: <path d="M12 4v11M7 10.500l5 5 5-5M5 20h14" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  down: <path d="m6 9 6 6 6-6" />,
  send: <path d="M4 4.500 20.500 12 4 19.500 6.500 12zM6.500 12h7" />,
  reply: <path d="M9 6 4 11l5 5M4.500 11H14c3.500 0 6 2.500 6 7" />,
  attach: (
    <path d="M20 11.500 12.500 19a5 5 0 0 1-7-7L13 4.500a3.300 3.300 0 0 1 4.700 4.700L10.500 16.500a1.700 1.700 0 0 1-2.400-2.400L14.500 7.500" />
  ),
  smile: (
    <>
      <circle cx="12" cy="12" r="8.500" />
      <path d="M8.500 14.200a4 4 0 0 0 7 0M9 9.500v.1M15 9.500v.1" />
    </>
  ),
  edit: <path d="M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19zM13.500 7l3.500 3.500" />,
  trash: <path d="M5 7h14M9.500 7V4.500h5V7M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5" />,
  copy: (
    <>
      <rect x="8" y="8" width="12" height="12" rx="2" />
      <path d="M16 8V4.500H4V16h4" />
    </>
  ),
  play: <path d="M7 4.500v15l12-7.500z" fill="currentColor" />,
  pause: <path d="M8 5v14M16 5v14" strokeWidth="3.500" />,
  image: (
    <>
      <rect x="3.500" y="4.500" width="17" height="15" rx="2" />
      <path d="m4 16 5-5 4 4 3-3 4.500 4.500" />
      <circle cx="15.500" cy="8.800" r="1.200" />
    </>
  ),
  video: (
    <>
      <rect x="3" y="6" width="12.500" height="12" rx="2" />
      <path d="m15.500 11 5.500-3.500v9L15.500 13" />
    </>
  ),
  microphone: (
    <>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3" />
    </>
  ),
  document: <path d="M6 3h8l4.500 4.500V21H6zM14 3v5h4.500" />,
  pin: (
    <>
      <path d="M12 21.500s7-6.400 7-11.500a7 7 0 1 0-14 0c0 5.100 7 11.500 7 11.500z" />
      <circle cx="12" cy="10" r="2.500" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4.500 20.500c.7-4.200 3.600-6.500 7.500-6.500s6.800 2.300 7.500 6.500" />
    </>
  ),
  poll: <path d="M5 6h14M5 12h9M5 18h5" strokeWidth="3" />,
  cart: <path d="M3 4h2.500L8 15.500h10L20.500 7H6.500M9 20h.01M17 20h.01" />,
  phone: <path d="M5 4h4l1.500 5-2.500 1.500a11 11 0 0 0 5.500 5.500L15 13.500l5 1.500v4c-8 1.500-17-7-15-15z" />,
  calendar: <path d="M4 6h16v14H4zM4 10.500h16M8.500 3.500V7M15.500 3.500V7" />,
  sticker: <path d="M20 12V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h6zM20 12h-5a3 3 0 0 0-3 3v5" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="M12 7.500V12l3 2" />
    </>
  ),
  warning: <path d="M12 4 2.500 20h19zM12 10v4.500M12 17.200v.1" />,
  deleted: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path d="m6.500 6.500 11 11" />
    </>
  ),
  forward: <path d="m15 6 5 5-5 5M19.500 11H10c-3.500 0-6 2.500-6 7" />,
  eye: (
    <>
      <path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z" />
      <circle cx="12" cy="12" r="2.800" />
    </>
  ),
  download: <path d="M12 4v11M7 10.500l5 5 5-5M5 20h14" />,
  more: <path d="M5.500 12h.01M12 12h.01M18.500 12h.01" strokeWidth="3" />,
  plus: <path d="M12 5v14M5 12h14" />,
  question: <path d="M9 9a3 3 0 1 1 4.200 2.800c-.8.4-1.200 1-1.200 2.200M12 17.500v.1" />,
  link: (
    <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3A4 4 0 0 0 10.700 18.300L12 17" />
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {paths[name]}
    </svg>
  );
}
