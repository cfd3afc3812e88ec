import { element } from './elements.js';
import { text } from './texts.js';

const emoji = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** A menu beside what was pressed; it closes with a click anywhere or Escape. */
export function showMenu(anchor, entries, head) {
  document.querySelector('.menu-layer')?.remove();
  const close = () => {
    layer.remove();
    document.removeEventListener('keydown', onKey);
  };
  const onKey = (event) => event.key === 'Escape' && close();
  const menu = element(
    'div',
    { className: 'menu', role: 'menu' },
    head?.(close),
    entries.map(({ label, press, checked }) =>
      element(
        'button',
        { type: 'button', role: 'menuitem', click: () => (close(), press()) },
        label,
        checked ? element('span', { className: 'checked' }, '✓') : null,
      ),
    ),
  );
  const layer = element('div', { className: 'menu-layer', click: (event) => event.target === layer && close() }, menu);
  const screen = document.querySelector('#screen');
  screen.append(layer);
  place(menu, anchor.getBoundingClientRect(), screen.getBoundingClientRect());
  document.addEventListener('keydown', onKey);
  menu.querySelector('button')?.focus();
}

/** Under the anchor if there is room, else above it; never outside the screen. */
function place(menu, anchor, screen) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(anchor.right - screen.left - width, 8), screen.width - width - 8);
  const below = anchor.bottom - screen.top + 4;
  const top = below + height > screen.height - 8 ? Math.max(anchor.top - screen.top - height - 4, 8) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

/** What can be done with a message: react, answer, and with one's own text edit and delete. */
export function messageMenu(anchor, message, { write, input, remove }) {
  const own = message.from === 'contact';
  const react = (close) =>
    element(
      'div',
      { className: 'emoji' },
      emoji.map((symbol) => {
        const set = message.reactions.contact === symbol;
        const press = () => (close(), write({ kind: 'reaction', messageId: message.id, text: set ? '' : symbol }));
        return element('button', { type: 'button', className: set ? 'set' : '', click: press }, symbol);
      }),
    );
  const entries = [{ label: text.reply, press: () => input.reply(message) }];
  if (own && message.messageType === 'conversation')
    entries.push({ label: text.change, press: () => input.edit(message) });
  if (own) entries.push({ label: text.remove, press: () => remove(message.id) });
  showMenu(anchor, entries, react);
}
