import { language, text } from './texts.js';

const labels = {
  imageMessage: () => `📷 ${text.photo}`,
  videoMessage: () => '🎬 Video',
  audioMessage: () => `🎤 ${text.audio}`,
  documentMessage: () => `📄 ${text.file}`,
  stickerMessage: () => `🌟 ${text.sticker}`,
  locationMessage: () => `📍 ${text.location}`,
  contactMessage: () => `👤 ${text.contact}`,
};

/** One line about a message. */
export function summary(message) {
  if (message.deleted) return message.from === 'contact' ? text.deletedByMe : text.deleted;
  const own = message.from === 'contact' ? '' : '↩ ';
  return own + (message.text ?? labels[message.messageType]?.() ?? text.unsupported);
}

const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(language, { day: '2-digit', month: '2-digit', year: 'numeric' });

const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

export const time = (at) => clock.format(at);

export function dayOf(at) {
  const days = Math.round((midnight(Date.now()) - midnight(at)) / 86_400_000);
  if (days === 0) return text.today;
  return days === 1 ? text.yesterday : day.format(at);
}

/** The time for today's, otherwise the day. */
export const shortTime = (at) => (midnight(at) === midnight(Date.now()) ? time(at) : dayOf(at));
