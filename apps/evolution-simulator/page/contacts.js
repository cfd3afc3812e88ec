import { avatar, element, formatPhone, icon } from './elements.js';
import { shortTime, summary } from './message-text.js';
import { simulator } from './simulator.js';
import { text } from './texts.js';

/** The list of people one can be. */
export function showContacts(screen, application) {
  const list = element('div', { className: 'contacts' });
  const company = element('span', { className: 'bar-company' });
  const header = element('header', { className: 'bar' }, element('h2', {}, text.contacts), company);
  screen.replaceChildren(header, list);

  async function refresh() {
    const { instance, instances } = application;
    company.replaceChildren(...(instances.length > 1 ? [application.companyChoice()] : []));
    if (instance === undefined) {
      list.replaceChildren(element('p', { className: 'empty' }, text.noInstance));
      return;
    }
    const [people, chats] = await Promise.all([simulator.people(), simulator.chats(instance.name)]);
    const chatOf = (person) => chats.find(({ chat }) => chat === person.phone);
    const lastAt = (person) => chatOf(person)?.last.at ?? 0;
    people.sort((a, b) => lastAt(b) - lastAt(a));
    list.replaceChildren(
      ...instances.map((other, index) => other.state === 'connecting' && linkRow(other, index)).filter(Boolean),
      newContactRow(application),
      ...people.slice(0, 200).map((person) => contactRow(person, chatOf(person), () => application.openChat(person))),
    );
  }

  void refresh();
  return { onChange: refresh };
}

function contactRow(person, chat, open) {
  return element(
    'button',
    { type: 'button', className: 'contact', click: open },
    avatar(person.name),
    element(
      'span',
      { className: 'contact-main' },
      element('span', { className: 'contact-name' }, person.name),
      element('span', { className: 'contact-last' }, chat ? summary(chat.last) : text.noMessages),
    ),
    element(
      'span',
      { className: 'contact-side' },
      element('span', {}, chat ? shortTime(chat.last.at) : ''),
      chat && chat.unread > 0 ? element('span', { className: 'badge' }, String(chat.unread)) : null,
    ),
  );
}

function newContactRow(application) {
  const open = () => document.querySelector('#screen').append(newContactDialog(application));
  return element(
    'button',
    { type: 'button', className: 'contact new-contact', click: open },
    element('span', { className: 'avatar accent' }, icon('person')),
    element('span', { className: 'contact-main' }, element('span', { className: 'contact-name' }, text.newContact)),
  );
}

function newContactDialog(application) {
  const name = element('input', { required: true, maxLength: 60, autocomplete: 'off' });
  const phone = element('input', {
    required: true,
    inputMode: 'tel',
    pattern: '[0-9 +()\\-]{10,22}',
    placeholder: '+55 11 91234-5678',
    autocomplete: 'off',
  });
  const hidden = element('input', { type: 'checkbox' });
  const sheet = element(
    'form',
    {
      className: 'sheet',
      submit: async (event) => {
        event.preventDefault();
        const person = await simulator.savePerson({
          name: name.value.trim(),
          phone: phone.value.replaceAll(/\D/g, ''),
          addressing: hidden.checked ? 'lid-only' : 'pn',
        });
        application.openChat(person);
      },
    },
    element('h3', {}, text.newContact),
    element('label', { className: 'field' }, element('span', {}, text.name), name),
    element('label', { className: 'field' }, element('span', {}, text.phone), phone),
    element('label', { className: 'check' }, hidden, text.hidePhone),
    element(
      'div',
      { className: 'sheet-buttons' },
      element('button', { type: 'button', className: 'quiet', click: () => backdrop.remove() }, text.cancel),
      element('button', { type: 'submit', className: 'primary' }, text.create),
    ),
  );
  const backdrop = element(
    'div',
    { className: 'backdrop', click: (event) => event.target === backdrop && backdrop.remove() },
    sheet,
  );
  requestAnimationFrame(() => name.focus());
  return backdrop;
}

/** An instance that shows its QR code is linked from here, as a phone would by scanning it. */
function linkRow(instance, index) {
  const phone = String(5_511_940_002_000 + index);
  return element(
    'div',
    { className: 'link' },
    instance.qrCode ? element('img', { src: instance.qrCode.base64, alt: 'QR' }) : null,
    element('p', {}, `${instance.name}: ${text.waitingScan}`),
    element(
      'button',
      { type: 'button', className: 'primary', click: () => simulator.scan(instance.name, phone) },
      `${text.scan} (${formatPhone(phone)})`,
    ),
  );
}
