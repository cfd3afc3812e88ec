import type { NumberHealth, NumberState } from '@bkcrm/contracts';
import type { Queryable } from '@bkcrm/database';
import { beginOfHour } from './domain/hour-of-sends.js';
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
  /** Of what was sent in the last hour: not acknowledged, and not for two minutes. */
  pending: number;
  stuck: number;
  stuckSince: Date | null;
}

/**
 * What is known about the traffic of numbers, but for how much they sent. What is not acknowledged is asked about for an hour, so it is
 * found among what is to be asked about.
 */
export function findTraffic(database: Queryable, numberIds: string[], now: Date): Promise<TrafficRow[]> {
  return database.query<TrafficRow>(
    `WITH waiting AS (
       SELECT number_id, count(*) FILTER (WHERE settled_at >= $3)::int AS pending,
         count(*) FILTER (WHERE settled_at >= $3 AND settled_at < $2::timestamptz - interval '2 minutes')::int AS stuck,
         min(settled_at) FILTER (WHERE settled_at >= $3 AND settled_at < $2::timestamptz - interval '2 minutes') AS stuck_since
       FROM send_command WHERE next_ack_check_at IS NOT NULL AND state = 'sent' AND NOT repeatable AND number_id = ANY($1::uuid[]) GROUP BY number_id),
     opened AS (
       SELECT number_id, count(*)::int AS reconnects FROM connection_change
       WHERE state = 'open' AND at > $2::timestamptz - interval '1 day' AND number_id = ANY($1::uuid[]) GROUP BY number_id)
     SELECT n.id, n.server_id AS "serverId", n.instance_name AS "instanceName", n.state, n.state_at AS "stateAt",
       t.last_webhook_at AS "lastWebhookAt", t.last_in_at AS "lastInAt", t.last_out_at AS "lastOutAt",
       t.hour_at AS "hourAt", coalesce(t.hour_count, 0) AS "hourCount", coalesce(t.norm, '[]') AS norm, t.health,
       t.health_told_at AS "healthToldAt", t.probed_at AS "probedAt", t.whatsapp_answers AS "whatsappAnswers", t.restarted_at AS "restartedAt",
       coalesce(o.reconnects, 0) AS reconnects, coalesce(w.pending, 0) AS pending, coalesce(w.stuck, 0) AS stuck, w.stuck_since AS "stuckSince"
     FROM number n LEFT JOIN number_traffic t ON t.number_id = n.id LEFT JOIN waiting w ON w.number_id = n.id LEFT JOIN opened o ON o.number_id = n.id
     WHERE n.id = ANY($1::uuid[]) AND n.task IS NULL ORDER BY n.id`,
    [numberIds, now, beginOfHour(now)],
  );
}
