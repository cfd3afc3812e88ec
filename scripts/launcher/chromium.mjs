import { findOrInstall } from './debian-package.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser for the tests that need one; as root on Debian it is installed. Empty when there is none. */
export const chromium = () =>
  findOrInstall(PLACES, ['chromium', 'fonts-noto-color-emoji'], 'browser tests are skipped');
