import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { amqpAnswers } from './ports.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

const IMAGE = 'rabbitmq:4-alpine';

/** Whether a container engine runs here. */
export async function dockerAnswers() {
  return (await runCommand('docker', ['info', '--format', '{{.ID}}'], { deadline: 10_000 })).status === 0;
}

/** A broker in a container, for systems where RabbitMQ can be had no other way. Same result as embeddedRabbitmq. */
export async function rabbitmqInDocker({ folder, port, password, log }, groups, report) {
  mkdirSync(folder, { recursive: true });
  const name = `bkcrm-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  const rabbitmqctl = join(folder, 'rabbitmqctl');
  writeFileSync(rabbitmqctl, `#!/bin/sh\nexec docker exec ${name} rabbitmqctl "$@"\n`);
  chmodSync(rabbitmqctl, 0o700);
  const node = new SupervisedProcess(
    {
      name: 'rabbitmq',
      log,
      stage: 2,
      prepare: async () => {
        // A container outlives a killed client.
        await runCommand('docker', ['rm', '--force', name]);
        return {
          command: 'docker',
          args: [
            ['run', '--rm', '--name', name, '--hostname', 'localhost'],
            ['--publish', `127.0.0.1:${port}:5672`],
            ['--volume', `${name}:/var/lib/rabbitmq`],
            ['--env', 'RABBITMQ_DEFAULT_USER=bkcrm', '--env', 'RABBITMQ_DEFAULT_PASS'],
            [IMAGE],
          ].flat(),
          options: { env: { ...process.env, RABBITMQ_DEFAULT_PASS: password } },
        };
      },
      ready: () => amqpAnswers(port),
      // The first start fetches the image.
      readyWithin: 600_000,
    },
    groups,
    report,
  );
  return { processes: [node], url: `amqp://bkcrm:${encodeURIComponent(password)}@127.0.0.1:${port}`, rabbitmqctl };
}
