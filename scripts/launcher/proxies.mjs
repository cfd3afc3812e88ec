import { findOrInstall } from './debian-package.mjs';

const consequence = 'the tests behind it are skipped';

/**
 * The proxies that `deploy/` has settings for, as tests want them: Debian's packages are installed as root.
 * @returns {Promise<Record<string, string>>} paths by the variable that tells tests; empty for one that is not there
 */
export async function proxies() {
  const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx', '/usr/local/bin/nginx'];
  const caddy = ['/usr/bin/caddy', '/usr/local/bin/caddy', '/opt/homebrew/bin/caddy'];
  return {
    // One after the other: two installations at once would wait for each other's lock and fail.
    BKCRM_TEST_NGINX: await findOrInstall(nginx, ['nginx-light'], consequence),
    BKCRM_TEST_CADDY: await findOrInstall(caddy, ['caddy'], consequence),
  };
}
