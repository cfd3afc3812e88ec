#!/bin/sh
# Prints the files of deploy/prometheus/rules as resources of the Prometheus operator:
#
#   sh k8s/monitoring/prometheus-rules.sh | kubectl apply --filename -
set -eu

folder=${1:-$(cd "$(dirname "$0")/../../deploy/prometheus/rules" && pwd)}
for file in "$folder"/*.yaml; do
  [ -e "$file" ] || continue
  cat << HEAD
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: bkcrm-$(basename "$file" .yaml)
  namespace: monitoring
  labels: { app.kubernetes.io/part-of: bkcrm }
spec:
HEAD
  sed 's/^/  /' "$file"
done
