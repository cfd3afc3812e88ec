import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../../i18n/text.js';
import { shortDateTime } from '../../i18n/times.js';
import { Icon } from '../../ui/icons.js';
import { safeHref } from '../format-text.js';
import { RichText } from '../rich-text.js';

export function PollView({ message: { content, text: caption } }: { message: MessageResource }) {
  const text = useText();
  const { poll } = content;
  return (
    <div className="poll">
      <strong>{poll?.question ?? caption}</strong>
      <small>{poll?.selectable === 1 ? text.content.chooseOne : text.content.chooseMany}</small>
      <ul>
        {poll?.options.map((option, index) => (
          <li key={index}>{option}</li>
        ))}
      </ul>
    </div>
  );
}

export function ChoiceView({ message: { content } }: { message: MessageResource }) {
  const text = useText();
  return (
    <p className="bubble-mark">
      <Icon name="check" size={14} />
      {text.content.chosen}
      {content.choice?.description !== undefined && `: ${content.choice.description}`}
    </p>
  );
}

export function InteractiveView({ message: { content, text } }: { message: MessageResource }) {
  const { interactive } = content;
  const body = text === null || text === '' ? null : <RichText text={text} />;
  if (interactive === undefined) return body;
  return (
    <div className="interactive">
      {interactive.title !== undefined && <strong>{interactive.title}</strong>}
      {body}
      <ul>
        {interactive.buttons.map((button, index) => {
          const href = button.url === undefined ? null : safeHref(button.url);
          return (
            <li key={index}>
              {href === null ? (
                button.text
              ) : (
                <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                  {button.text}
                </a>
              )}
            </li>
          );
        })}
      </ul>
      {interactive.footer !== undefined && <small>{interactive.footer}</small>}
    </div>
  );
}

export function GroupInviteView({ message: { content } }: { message: MessageResource }) {
  const text = useText();
  const invite = content.groupInvite;
  return (
    <div className="card">
      <span className="card-icon">
        <Icon name="agents" size={22} />
      </span>
      <span className="card-text">
        <strong>{invite?.groupName ?? text.kinds.group_invite}</strong>
        <small>
          {invite?.expiresAt === undefined
            ? text.kinds.group_invite
            : `${text.content.expires} ${shortDateTime(invite.expiresAt, text.locale)}`}
        </small>
      </span>
    </div>
  );
}
