import { showChat } from './chat.js';
import { showContacts } from './contacts.js';
import { element, formatPhone } from './elements.js';
import { simulator } from './simulator.js';
import { text } from './texts.js';

const screen = document.querySelector('#screen');
/** What is shown: the list of contacts, or one chat. Each screen answers changes with `onChange`. */
let current = { onChange: () => {} };
let instances = [];

const remembered = new URLSearchParams(location.hash.slice(1));
const choice = {
  instance: remembered.get('instance'),
  person: remembered.get('person'),
  autoRead: localStorage.getItem('autoRead') !== 'no',
};

function remember() {
  const entries = Object.entries({ instance: choice.instance, person: choice.person }).filter(([, value]) => value);
  history.replaceState(null, '', `#${new URLSearchParams(entries)}`);
}

const application = {
  get instance() {
    return instances.find((instance) => instance.name === choice.instance) ?? instances[0];
  },
  get instances() {
    return instances;
  },
  get autoRead() {
    return choice.autoRead;
  },
  setAutoRead(value) {
    choice.autoRead = value;
    localStorage.setItem('autoRead', value ? 'yes' : 'no');
    introduce();
    current.onChange({ type: 'autoRead' });
  },
  /** Which of the company's numbers one writes to. */
  companyChoice() {
    return element(
      'select',
      { ariaLabel: text.company, change: (event) => application.chooseCompany(event.target.value) },
      instances.map(({ name, phone, profileName }) =>
        element(
          'option',
          { value: name, selected: name === application.instance?.name },
          `${profileName ?? name}${phone ? ` · ${formatPhone(phone)}` : ''}`,
        ),
      ),
    );
  },
  chooseCompany(name) {
    choice.instance = name;
    introduce();
    application.openContacts();
  },
  openChat(person) {
    choice.person = person.phone;
    remember();
    current = showChat(screen, application, person);
  },
  openContacts() {
    choice.person = null;
    remember();
    current = showContacts(screen, application);
  },
};

function introduce() {
  const autoRead = element('input', {
    type: 'checkbox',
    checked: choice.autoRead,
    change: (event) => application.setAutoRead(event.target.checked),
  });
  document
    .querySelector('#introduction')
    .replaceChildren(
      element('h1', {}, text.title),
      element('p', {}, text.introduction),
      element('label', { className: 'field' }, element('span', {}, text.company), application.companyChoice()),
      element('label', { className: 'check' }, autoRead, text.autoRead),
    );
}

async function loadInstances() {
  instances = await simulator.instances();
  introduce();
}

document.title = `${text.title} · BKCRM`;
await loadInstances();
const people = await simulator.people();
const last = people.find((person) => person.phone === choice.person);
if (last !== undefined && application.instance !== undefined) application.openChat(last);
else application.openContacts();

simulator.follow(async (change) => {
  if (change.type === 'instances' || change.type === 'everything') await loadInstances();
  current.onChange(change);
});

// A chat that comes back into view is read.
document.addEventListener('visibilitychange', () => current.onChange({ type: 'everything' }));
