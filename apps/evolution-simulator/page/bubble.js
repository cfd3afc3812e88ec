import { element, icon, iconButton } from './elements.js';
import { time } from './message-text.js';
import { text } from './texts.js';

/** A message as a bubble; `openMenu(message, anchor)` opens what can be done with it. */
export function bubble(message, openMenu) {
  const own = message.from === 'contact';
  const { company, contact } = message.deleted ? {} : message.reactions;
  const reactions = [company, contact].filter(Boolean);
  const body = element(
    'div',
    { className: `bubble${message.messageType === 'stickerMessage' ? ' bare' : ''}` },
    message.deleted ? null : quote(message),
    message.deleted ? element('em', {}, own ? text.deletedByMe : text.deleted) : content(message),
    element(
      'span',
      { className: 'meta' },
      message.from === 'phone' ? element('span', { title: text.fromPhone }, '📱') : null,
      message.edited && !message.deleted ? `${text.edited} ` : null,
      time(message.at),
      own && !message.deleted ? ticks(message.status) : null,
    ),
    reactions.length > 0 ? element('span', { className: 'reactions' }, reactions.join(' ')) : null,
  );
  if (!message.deleted) {
    body.append(
      iconButton('chevron', text.menu, (event) => openMenu(message, event.currentTarget), {
        className: 'icon-button more',
      }),
    );
    body.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      openMenu(message, body);
    });
  }
  return element('div', { className: `row ${own ? 'own' : 'theirs'}${reactions.length > 0 ? ' reacted' : ''}` }, body);
}

function ticks(status) {
  const made = element('span', { className: `ticks ${status === 'READ' ? 'read' : ''}` }, icon('tick'));
  if (status !== 'PENDING' && status !== 'SERVER_ACK') made.append(icon('tick'));
  return made;
}

function quote({ quoted }) {
  if (quoted === null) return null;
  return element('div', { className: 'quote' }, quoted.text ?? '…');
}

function content(message) {
  const parts = [];
  if (message.file !== null) parts.push(attachment(message));
  if (message.location !== null) parts.push(place(message.location));
  if (message.messageType === 'contactMessage')
    parts.push(element('div', { className: 'card' }, `👤 ${message.contactName}`));
  if (message.text !== null) parts.push(element('span', { className: 'text' }, ...formatted(message.text)));
  return parts.length > 0 ? parts : element('em', {}, text.unsupported);
}

function attachment({ file, messageType }) {
  const source = `/${file.path}`;
  if (messageType === 'imageMessage' || messageType === 'stickerMessage') {
    return element('img', { src: source, alt: file.fileName ?? text.photo, className: 'picture' });
  }
  if (messageType === 'audioMessage') return element('audio', { src: source, controls: true, preload: 'metadata' });
  if (messageType === 'videoMessage') return element('video', { src: source, controls: true, className: 'picture' });
  return element(
    'a',
    { href: source, download: file.fileName ?? '', className: 'card' },
    icon('file'),
    file.fileName ?? text.file,
  );
}

const place = ({ latitude, longitude, name }) =>
  element(
    'div',
    { className: 'card' },
    icon('place'),
    `${name ?? text.location} (${latitude.toFixed(4)}, ${longitude.toFixed(4)})`,
  );

const marks = { '*': 'strong', _: 'em', '~': 's' };

/** WhatsApp's *bold*, _italic_ and ~struck~ text. */
function formatted(value) {
  return value
    .split(/(\*\S(?:[^*\n]*\S)?\*|_\S(?:[^_\n]*\S)?_|~\S(?:[^~\n]*\S)?~)/)
    .map((part) =>
      part.length > 2 && part[0] in marks && part[0] === part.at(-1)
        ? element(marks[part[0]], {}, part.slice(1, -1))
        : part,
    );
}
