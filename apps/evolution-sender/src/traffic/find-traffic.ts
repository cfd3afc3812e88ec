import type { NumberHealth, NumberState } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import type { TrafficNorm } from './domain/traffic-norm.js';

export interface TrafficRow {
  id: string;
  serverId: string;
  instanceName: string;
  state: NumberState;
  stateAt: Date | null;
  lastWebhookAt: Date | null;
  lastInAt: Date | null;
  lastOutAt: Date | null;
  hourAt: Date | null;
  hourCount: number;
  norm: TrafficNorm;
  health: NumberHealth | null;
  healthToldAt: Date | null;
  probedAt: Date | null;
  whatsappAnswers: boolean | null;
  restartedAt: Date | null;
  reconnects: number;
  /** Of the last hour. */
  sent: number;
  pending: number;
  stuck: number;
  stuckSince: Date | null;
  lastAckAt: Date | null;
  acknowledgementSeconds: number | null;
}

/** What is known about the traffic of numbers. */
export function findTraffic(database: Queryable, numberIds: string[], now: Date): Promise<TrafficRow[]> {
  return database.query<TrafficRow>(
    `WITH sends AS (
       SELECT number_id, count(*)::int AS sent, count(*) FILTER (WHERE acknowledged_at IS NULL)::int AS pending,
         count(*) FILTER (WHERE acknowledged_at IS NULL AND settled_at < $2::timestamptz - interval '2 minutes')::int AS stuck,
         min(settled_at) FILTER (WHERE acknowledged_at IS NULL AND settled_at < $2::timestamptz - interval '2 minutes') AS stuck_since,
         max(acknowledged_at) AS last_ack_at, max(settled_at) AS last_out_at,
         avg(greatest(0, extract(epoch FROM acknowledged_at - settled_at)))::float AS acknowledgement_seconds
       FROM send_command WHERE settled_at > $2::timestamptz - interval '1 hour' AND state = 'sent' AND NOT repeatable AND number_id = ANY($1::uuid[]) GROUP BY number_id),
     opened AS (
       SELECT number_id, count(*)::int AS reconnects FROM connection_change
       WHERE state = 'open' AND at > $2::timestamptz - interval '1 day' AND number_id = ANY($1::uuid[]) GROUP BY number_id)
     SELECT n.id, n.server_id AS "serverId", n.instance_name AS "instanceName", n.state, n.state_at AS "stateAt",
       t.last_webhook_at AS "lastWebhookAt", t.last_in_at AS "lastInAt", greatest(t.last_out_at, s.last_out_at) AS "lastOutAt",
       t.hour_at AS "hourAt", coalesce(t.hour_count, 0) AS "hourCount", coalesce(t.norm, '[]') AS norm, t.health,
       t.health_told_at AS "healthToldAt", t.probed_at AS "probedAt", t.whatsapp_answers AS "whatsappAnswers", t.restarted_at AS "restartedAt",
       coalesce(o.reconnects, 0) AS reconnects, coalesce(s.sent, 0) AS sent, coalesce(s.pending, 0) AS pending, coalesce(s.stuck, 0) AS stuck,
       s.stuck_since AS "stuckSince", s.last_ack_at AS "lastAckAt", s.acknowledgement_seconds AS "acknowledgementSeconds"
     FROM number n LEFT JOIN number_traffic t ON t.number_id = n.id LEFT JOIN sends s ON s.number_id = n.id LEFT JOIN opened o ON o.number_id = n.id
     WHERE n.id = ANY($1::uuid[]) AND n.task IS NULL ORDER BY n.id`,
    [numberIds, now],
  );
}
