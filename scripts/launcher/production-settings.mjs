/** What a company's server cannot run without. */
const required = [
  'DATABASE_URL',
  'AMQP_URL',
  'EVOLUTION_URL',
  'EVOLUTION_API_KEY',
  'WEBHOOK_PUBLIC_URL',
  'WEBHOOK_SECRETS',
  'PUBLIC_URL',
  'TOKEN_KEY',
  'SECRETS_KEY',
];

/** Secrets, each with its shortest length; a list is looked at entry by entry. */
const secrets = {
  EVOLUTION_API_KEY: 8,
  WEBHOOK_SECRETS: 32,
  WEBHOOK_JWT_KEYS: 16,
  TOKEN_KEY: 32,
  SECRETS_KEY: 32,
  BKCRM_ADMIN_PASSWORD: 10,
};

/** Passwords that documents, examples and default installations have in them. */
const known =
  /^(guest|secret|password|postgres|admin|bkcrm|test|1234\w*|change-?me.*|simulator-key|8-characters-or-more|one-long-random-text.*)$/i;

/**
 * Everything because of which these settings must not serve a company, in sentences; empty when they may. Values of secrets
 * are never part of a sentence.
 * @param {Record<string, string | undefined>} given
 * @returns {string[]}
 */
export function productionProblems(given) {
  return [
    ...required.filter((name) => !given[name]).map((name) => `${name} is not set`),
    ...Object.entries(secrets).flatMap(([name, shortest]) => secretProblems(name, given[name], shortest)),
    ...sharedSecrets(given),
    ...['DATABASE_URL', 'AMQP_URL'].flatMap((name) => urlProblems(name, given[name])),
    ...(given.BKCRM_ADMIN_EMAIL && !given.BKCRM_ADMIN_PASSWORD
      ? ['BKCRM_ADMIN_EMAIL is set without BKCRM_ADMIN_PASSWORD']
      : []),
  ];
}

function secretProblems(name, value, shortest) {
  if (!value) return [];
  const entries = value.split(',').map((entry) => entry.trim());
  if (entries.some((entry) => known.test(entry)))
    return [`${name} is a value of an example: make one by \`openssl rand -hex 32\``];
  if (entries.some((entry) => entry.length < shortest)) return [`${name} is shorter than ${shortest} characters`];
  if (entries.some((entry) => new Set(entry).size < 5)) return [`${name} can be guessed`];
  return [];
}

/** One secret that becomes known must not open what another one guards. */
function sharedSecrets(given) {
  const names = Object.keys(secrets).filter((name) => given[name]);
  return names.flatMap((name, index) => {
    const same = names.slice(index + 1).find((other) => given[other] === given[name]);
    return same ? [`${name} and ${same} are the same: each needs its own`] : [];
  });
}

/** The broker may have several addresses. */
function urlProblems(name, value) {
  const addresses = (value ?? '').split(',').map((address) => address.trim());
  return addresses.flatMap((address) => {
    if (address === '') return [];
    if (!URL.canParse(address)) return [`${name} is no address`];
    const { password } = new URL(address);
    return known.test(decodeURIComponent(password)) ? [`the password in ${name} is a default one`] : [];
  });
}
