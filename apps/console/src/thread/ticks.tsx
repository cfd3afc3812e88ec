import type { MessageStatus } from '@bkcrm/contracts';
import type { ReactNode } from 'react';
import { useText } from '../i18n/text.js';
import './ticks.css';

const single = <path d="m5 9.500 3 3 6-7" />;
const double = <path d="m2.500 9.500 3 3 6-7M8.500 11.500l1 1 6-7" />;
const clock = (
  <>
    <circle cx="9" cy="9" r="5.500" />
    <path d="M9 6v3l2 1.500" />
  </>
);
const exclamation = (
  <>
    <circle cx="9" cy="9" r="6" />
    <path d="M9 5.800v3.700M9 12v.1" />
  </>
);
const question = (
  <>
    <circle cx="9" cy="9" r="6" />
    <path d="M7.400 7.500a1.600 1.600 0 1 1 2.300 1.400c-.5.3-.7.500-.7 1.100M9 12v.1" />
  </>
);

const shapes: Record<MessageStatus | 'saving', ReactNode> = {
  received: null,
  saving: clock,
  scheduled: clock,
  queued: clock,
  sending: <path d="m5 9.500 3 3 6-7" strokeDasharray="1.500 2.200" />,
  sent: single,
  delivered: double,
  read: double,
  played: double,
  failed: exclamation,
  expired: exclamation,
  cancelled: exclamation,
  unknown: question,
};

/** How far a message of ours got; the explanation shows on hover and is read out. `saving`: not yet in the server. */
export function Ticks({ status, explanation }: { status: MessageStatus | 'saving'; explanation?: string }) {
  const text = useText();
  if (status === 'received') return null;
  const label = explanation ?? (status === 'saving' ? text.thread.saving : text.statuses[status]);
  return (
    <span className="ticks" data-status={status} role="img" aria-label={label} title={label}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        {shapes[status]}
      </svg>
    </span>
  );
}
