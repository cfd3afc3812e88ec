import type { PendingMessage } from '@bkcrm/client';
import { useText } from '../i18n/text.js';
import { clockTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { Icon } from '../ui/icons.js';
import { RichText } from './rich-text.js';
import { Ticks } from './ticks.js';

/** A message that is not in the server yet. */
export function PendingBubble({ message }: { message: PendingMessage }) {
  const client = useClient();
  const text = useText();
  const isOffline = useClientState((state) => state.status === 'offline' || state.status === 'connecting');
  return (
    <article
      className="message"
      data-testid={`message-${message.clientId}`}
      data-direction="out"
      data-kind="text"
      data-status={message.failure === null ? 'pending' : 'refused'}
      data-first="true"
      data-last="true"
    >
      <div className="bubble">
        {message.fileName !== undefined && (
          <p className="bubble-mark">
            <Icon name={message.what?.kind === 'voice' ? 'microphone' : 'document'} size={16} />
            {message.what?.kind === 'voice' ? text.kinds.voice : message.fileName}
          </p>
        )}
        <RichText text={message.text === '' ? (message.what?.caption ?? '') : message.text} />
        <p className="bubble-foot">
          <time dateTime={message.createdAt}>{clockTime(message.createdAt, text.locale)}</time>
          {message.failure === null ? (
            <Ticks status="saving" explanation={isOffline ? text.thread.waiting : text.thread.saving} />
          ) : (
            <Ticks status="failed" explanation={text.thread.refused} />
          )}
        </p>
        {message.failure !== null && (
          <Refusal
            message={message}
            failure={message.failure}
            onAgain={() => client.sendAgain(message.clientId)}
            onDiscard={() => client.discard(message.clientId)}
          />
        )}
      </div>
    </article>
  );
}

interface RefusalProps {
  message: PendingMessage;
  failure: NonNullable<PendingMessage['failure']>;
  onAgain: () => void;
  onDiscard: () => void;
}

function Refusal({ failure, onAgain, onDiscard }: RefusalProps) {
  const text = useText();
  return (
    <div className="bubble-failure" data-status="failed">
      <p>
        {text.thread.refused}: {text.errors[failure.code] ?? failure.message}
      </p>
      <p className="bubble-choices">
        <button type="button" onClick={onAgain}>
          {text.thread.again}
        </button>
        <button type="button" onClick={onDiscard}>
          {text.thread.discard}
        </button>
      </p>
    </div>
  );
}
