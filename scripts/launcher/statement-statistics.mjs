import { Client } from 'pg';

/** Parameters of a database server that counts what its statements cost. */
export const statementStatistics = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_planning': 'on',
};

/** A line for each statement that this database has carried out, the most expensive first. */
export async function describeStatements(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const { rows } = await client.query(
      `SELECT r.rolname AS role, calls, plans, total_plan_time + total_exec_time AS total,
         regexp_replace(left(query, 300), '\\s+', ' ', 'g') AS query
       FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       ORDER BY total DESC LIMIT 120`,
    );
    const lines = rows.map(({ role, calls, plans, total, query }) =>
      [
        `${Math.round(total)} ms`,
        `${calls} ×`,
        `${plans} plans`,
        `${(total / calls).toFixed(3)} ms each`,
        role,
        query,
      ].join('\t'),
    );
    return `${lines.join('\n')}\n`;
  } finally {
    await client.end();
  }
}
