#!/bin/sh
# Writes .env for docker-compose.yml, with a random secret wherever one is needed. What stands in .env already is kept, so it
# can be run again after an update that needs a new one.
#
#   sh deploy/first-run.sh demo
#   sh deploy/first-run.sh production <host name> <administrator's e-mail address>
#
# BKCRM_ENV_FILE names another file.
set -eu

usage() {
  echo 'usage: sh deploy/first-run.sh demo' >&2
  echo '       sh deploy/first-run.sh production desk.example.com admin@example.com' >&2
  exit 2
}

profile=${1:-}
case $profile in
  demo)
    [ $# -eq 1 ] || usage
    email=admin@example.com
    ;;
  production)
    [ $# -eq 3 ] || usage
    domain=$2
    email=$3
    case $domain in
      *[!a-z0-9.-]* | *..* | .* | *. | -*) echo "\"$domain\" is no host name: give it without https:// and in small letters" >&2; exit 2 ;;
      *.*) ;;
      *) echo "\"$domain\" is no public host name, and no certificate can be had for it" >&2; exit 2 ;;
    esac
    case $email in
      *' '* | @* | *@) echo "\"$email\" is no e-mail address" >&2; exit 2 ;;
      *@*.*) ;;
      *) echo "\"$email\" is no e-mail address" >&2; exit 2 ;;
    esac
    ;;
  *) usage ;;
esac

file=${BKCRM_ENV_FILE:-$(cd "$(dirname "$0")/.." && pwd)/.env}
umask 077
[ -e "$file" ] || : > "$file"
chmod 600 "$file"

# 32 random bytes in hexadecimal: no character that an address or a shell would misread.
secret() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

is_set() {
  grep -q "^$1=." "$file"
}

# Adds a variable unless it has a value.
put() {
  is_set "$1" || printf '%s=%s\n' "$1" "$2" >> "$file"
}

put COMPOSE_PROFILES "$profile"
if [ "$profile" = production ]; then
  put DOMAIN "$domain"
  put ACME_EMAIL "$email"
  put PUBLIC_URL "https://$domain"
  put TRUSTED_PROXIES 1
fi
put BACKUP_TARGET /data/backups
put BKCRM_ADMIN_EMAIL "$email"
shown=
is_set BKCRM_ADMIN_PASSWORD || shown=yes
put BKCRM_ADMIN_PASSWORD "$(secret | cut -c1-20)"
for name in POSTGRES_PASSWORD RABBITMQ_PASSWORD EVOLUTION_POSTGRES_PASSWORD EVOLUTION_API_KEY WEBHOOK_SECRETS TOKEN_KEY \
  SECRETS_KEY BACKUP_KEYS GRAFANA_PASSWORD MINIO_PASSWORD; do
  put "$name" "$(secret)"
done

echo "$file is complete. Keep a copy of it somewhere safe: without SECRETS_KEY and BACKUP_KEYS, what is encrypted is lost."
if [ -n "$shown" ]; then
  echo "First login: $(sed -n 's/^BKCRM_ADMIN_EMAIL=//p' "$file")  $(sed -n 's/^BKCRM_ADMIN_PASSWORD=//p' "$file")"
fi
echo 'Next: docker compose up --detach --build'
