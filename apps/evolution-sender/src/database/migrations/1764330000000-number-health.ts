import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a number does is told by what goes over it. */
export class NumberHealth1764330000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE number_traffic
         ADD last_in_at timestamptz, ADD last_out_at timestamptz, ADD hour_at timestamptz, ADD hour_count integer NOT NULL DEFAULT '0',
         ADD norm jsonb NOT NULL DEFAULT '[]', ADD health jsonb, ADD health_told_at timestamptz,
         ADD probed_at timestamptz, ADD whatsapp_answers boolean, ADD restarted_at timestamptz`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE number_traffic DROP last_in_at, DROP last_out_at, DROP hour_at, DROP hour_count, DROP norm, DROP health,
         DROP health_told_at, DROP probed_at, DROP whatsapp_answers, DROP restarted_at`,
    );
  }
}
