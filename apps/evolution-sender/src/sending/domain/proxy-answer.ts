interface ProxyAnswer {
  body: unknown;
  page?: string;
  server?: string;
}

/** Programs that stand in front of an Evolution server, by what they call themselves in headers and pages. */
const proxies =
  /\b(nginx|openresty|cloudflare|traefik|caddy|haproxy|envoy|istio|apache|awselb|elb|kong|varnish|gws|google frontend|microsoft-azure|akamaighost|litespeed)\b/i;

/** Pages that have no name on them, but that only one program writes. */
const pages = /^(no available server|no healthy upstream|<html><body><h1>\d{3} [\w ]+<\/h1>\nno server is available)/i;

/** These had a server, and lost it in the middle: it may have read the message. */
const lost = /reset|disconnect|timed? ?out|fetch failed|prematurely/i;

/** Whether a proxy wrote the answer itself instead of passing one on: Evolution describes every failure in an object of its own. */
export function isProxysOwn({ body, page = '', server = '' }: ProxyAnswer): boolean {
  const isEvolutions = typeof body === 'object' && body !== null && 'response' in body;
  return !isEvolutions && (proxies.test(server) || proxies.test(page) || pages.test(page.trim()));
}

/** Whether a proxy had no server to hand the request to. */
export const isRefusedByProxy = (answer: ProxyAnswer): boolean => isProxysOwn(answer) && !lost.test(answer.page ?? '');
