import { bubble } from './bubble.js';
import { composer } from './composer.js';
import { avatar, element, iconButton } from './elements.js';
import { dayOf } from './message-text.js';
import { messageMenu, showMenu } from './menus.js';
import { simulator } from './simulator.js';
import { text } from './texts.js';

/** One person's chat with the company. */
export function showChat(screen, application, person) {
  const instance = application.instance.name;
  const list = element('div', { className: 'messages', role: 'log' });
  const status = element('span', { className: 'bar-status' });
  const notice = element('div', { className: 'notice', role: 'alert', hidden: true });
  const bubbles = bubbleCache();
  let presence = null;
  let typingTimer;

  const attempt = async (action) => {
    try {
      await action();
      notice.hidden = true;
    } catch {
      notice.textContent = text.failed;
      notice.hidden = false;
    }
  };
  const write = (message) => attempt(() => simulator.write(instance, { phone: person.phone, ...message }));
  const input = composer({
    write,
    edit: (id, value) => attempt(() => simulator.edit(instance, id, value)),
    presence: (value) => simulator.presence(instance, person.phone, value).catch(() => {}),
    complain(problem) {
      notice.textContent = problem;
      notice.hidden = false;
    },
  });

  const menu = (event) =>
    showMenu(event.currentTarget, [
      { label: text.call, press: () => attempt(() => simulator.callCompany(instance, person.phone)) },
      {
        label: text.autoRead,
        checked: application.autoRead,
        press: () => application.setAutoRead(!application.autoRead),
      },
    ]);
  const company = application.instance.profileName ?? instance;
  screen.replaceChildren(
    element(
      'header',
      { className: 'bar' },
      iconButton('back', text.back, () => application.openContacts()),
      avatar(company),
      element('div', { className: 'bar-title' }, element('h2', {}, company), status),
      element('span', { className: 'bar-person', title: `${text.you}: ${person.name}` }, avatar(person.name)),
      iconButton('menu', text.menu, menu),
    ),
    list,
    notice,
    input.node,
  );

  function showStatus() {
    const open = application.instance?.state === 'open';
    status.textContent = presence ?? (open ? text.online : text.offline);
    status.classList.toggle('active', presence !== null);
  }

  function typing(value) {
    clearTimeout(typingTimer);
    presence = { composing: text.typing, recording: text.recording }[value] ?? null;
    if (presence !== null) typingTimer = setTimeout(() => typing(null), 25_000);
    showStatus();
  }

  let following = true;
  list.addEventListener('scroll', () => (following = list.scrollHeight - list.scrollTop - list.clientHeight < 80));
  // Pictures grow the list when they arrive.
  list.addEventListener('load', () => stayAtEnd(() => {}), true);

  /** Makes the change; whoever looked at the last message still does afterwards. */
  function stayAtEnd(change) {
    const follow = following;
    change();
    if (follow) list.scrollTop = list.scrollHeight;
  }

  async function refresh() {
    const messages = await simulator.messages(instance, person.phone);
    const openMenu = (message, anchor) =>
      messageMenu(anchor, message, {
        write,
        input,
        remove: (id) => attempt(() => simulator.remove(instance, id)),
      });
    stayAtEnd(() => list.replaceChildren(...withDays(messages, (message) => bubbles.of(message, openMenu))));
    const unread = messages.some(
      (message) => message.from !== 'contact' && !['READ', 'PLAYED'].includes(message.status),
    );
    if (unread && application.autoRead && document.visibilityState === 'visible') {
      await simulator.read(instance, person.phone);
    }
  }

  let refreshing = Promise.resolve();
  /** One look at the chat at a time, so that an older answer never replaces a newer one. */
  const look = () => (refreshing = refreshing.then(refresh).catch(() => {}));

  showStatus();
  void look();
  input.focus();
  return {
    onChange(change) {
      if (change.type === 'presence' && change.instance === instance && change.chat === person.phone)
        typing(change.data);
      if (change.type === 'message' && change.instance === instance && change.chat === person.phone) void look();
      if (change.type === 'everything' || change.type === 'autoRead') void look();
      if (change.type === 'instances' || change.type === 'everything') showStatus();
    },
  };
}

/** Keeps the bubbles of messages that did not change: a recording goes on playing while others arrive. */
function bubbleCache() {
  const made = new Map();
  return {
    of(message, openMenu) {
      const signature = JSON.stringify(message);
      const kept = made.get(message.id);
      if (kept?.signature === signature) return kept.node;
      const node = bubble(message, openMenu);
      made.set(message.id, { signature, node });
      return node;
    },
  };
}

function withDays(messages, bubbleOf) {
  const nodes = [];
  let day = null;
  for (const message of messages) {
    const itsDay = dayOf(message.at);
    if (itsDay !== day) nodes.push(element('div', { className: 'day' }, itsDay));
    day = itsDay;
    nodes.push(bubbleOf(message));
  }
  return nodes;
}
