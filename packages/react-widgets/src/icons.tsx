import type { ReactElement, SVGProps } from 'react';

const paths = {
  camera: 'M3 6h9.5v8H3zM12.5 9l4.5-2.7v7.4L12.5 11',
  cameraOff: 'M7 6h5.5v5.4M12.5 9l4.5-2.7v7.4l-2-1.2M12.3 14H3V6h1.5M3.5 3.5l13 13',
  phone:
    'M5 3.5h2.6l1.2 3.6-1.8 1.3a9.6 9.6 0 0 0 4.6 4.6l1.3-1.8 3.6 1.2V15a1.7 1.7 0 0 1-1.8 1.7A12.9 12.9 0 0 1 3.3 5.3 1.7 1.7 0 0 1 5 3.5Z',
  hangUp: 'M2.4 11.4c4.4-3.7 10.8-3.7 15.2 0l-1.9 2.6-3.2-1.2v-1.9a9 9 0 0 0-5 0v1.9L4.3 14l-1.9-2.6Z',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6.5 4.2v11.6l9-5.8-9-5.8Z',
  microphone:
    'M10 2.8a2.3 2.3 0 0 0-2.3 2.3v4.4a2.3 2.3 0 0 0 4.6 0V5.1A2.3 2.3 0 0 0 10 2.8ZM5 9.2a5 5 0 0 0 10 0M10 14.2v3',
  microphoneOff:
    'M12.3 8.6V5.1a2.3 2.3 0 0 0-4.4-.9M7.7 8v1.5a2.3 2.3 0 0 0 3.4 2M5 9.2a5 5 0 0 0 7.6 4.3M15 9.2c0 .7-.1 1.3-.4 1.9M10 14.2v3M3.5 3.5l13 13',
  keypad: 'M5.5 5h.01M10 5h.01M14.5 5h.01M5.5 10h.01M10 10h.01M14.5 10h.01M5.5 15h.01M10 15h.01M14.5 15h.01',
  headset:
    'M3.8 12v-1.5a6.2 6.2 0 0 1 12.4 0V12M3.8 12a1 1 0 0 1 1-1h1v4.5h-1a1 1 0 0 1-1-1V12Zm12.4 0a1 1 0 0 0-1-1h-1v4.5h1a1 1 0 0 0 1-1V12Zm0 2.5a2.5 2.5 0 0 1-2.5 2.5H11',
  chevron: 'M5.5 8l4.5 4.5L14.5 8',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  warning: 'M10 3.2 17.3 16H2.7L10 3.2Zm0 5v3.6m0 2.1v.1',
  close: 'M5.5 5.5l9 9m0-9-9 9',
  backspace: 'M7.5 5h9v10h-9L3 10l4.5-5Zm3 3.2 3.6 3.6m0-3.6-3.6 3.6',
  transfer: 'M3.5 7.5h11m0 0-3.2-3.2m3.2 3.2-3.2 3.2M16.5 14h-9',
  people:
    'M7.5 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-5 6.5a5 5 0 0 1 10 0M13 4.3a2.5 2.5 0 0 1 0 4.4m1.6 2.6a5 5 0 0 1 2.9 4.2',
  swap: 'M4 7h11m0 0-2.6-2.6M15 7l-2.6 2.6M16 13H5m0 0 2.6-2.6M5 13l2.6 2.6',
  back: 'M8 4.5 3.5 9 8 13.5M3.5 9H12a4.5 4.5 0 0 1 0 7.5h-1',
  park: 'M4 3.5h12v13H4zM8.2 13.5v-7h2.4a2.1 2.1 0 0 1 0 4.2H8.2',
  invite: 'M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 7a5.5 5.5 0 0 1 11 0M15.5 6v5M13 8.5h5',
  record: 'M10 4.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Zm0 3.3a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
  recordPause: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8.2 7.5v5m3.6-5v5',
  stop: 'M5.5 5.5h9v9h-9z',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  unlock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 5.8-1',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Zm4 9.5 3.5 3.5',
  download: 'M10 3.5v9m0 0-3.5-3.5M10 12.5 13.5 9M4 16.5h12',
  upload: 'M10 12.5v-9m0 0L6.5 7M10 3.5 13.5 7M4 16.5h12',
  person: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 7a6 6 0 0 1 12 0',
  speech: 'M4 4.5h12v8.5H9l-3.5 3V13H4z',
  logOut: 'M11.5 4H5v12h6.5M9 10h8m0 0-2.6-2.6M17 10l-2.6 2.6',
  alarm: 'M5 14.5V9a5 5 0 0 1 10 0v5.5M3.5 14.5h13M8.5 17h3',
  info: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 9v4.5M10 6.5v.1',
  fullScreen: 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4',
  leaveFullScreen: 'M8 4v4H4M16 8h-4V4M12 16v-4h4M4 12h4v4',
} as const;

export type IconName = keyof typeof paths;

/** A 20-unit line icon, coloured by its text and hidden from screen readers: a word stands beside it or on the button. */
export function Icon({ name, ...rest }: { name: IconName } & SVGProps<SVGSVGElement>): ReactElement {
  return (
    <svg
      viewBox="0 0 20 20"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'keypad' || name === 'more' ? 2.6 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={paths[name]} />
    </svg>
  );
}
