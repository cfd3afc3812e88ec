import { BkcrmClient, listKey, ticketsOf } from './bkcrm-client.js';

// An address of its own would be given here, and allowed in the gateway's ALLOWED_ORIGINS.
const client = new BkcrmClient({ url: '', storage: localStorage });
const filter = { status: ['pending', 'open'] };
const [login, answer] = document.querySelectorAll('form');
let openTicketId;
let closeTicket = () => {};

login.addEventListener('submit', (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(login));
  client.login(email, password).then(enter, (error) => {
    login.querySelector('output').textContent = error.message;
  });
});

answer.addEventListener('submit', (event) => {
  event.preventDefault();
  // Shown at once, sent as soon as there is a connection, stored once however often it is tried.
  if (openTicketId) client.send(openTicketId, { text: answer.elements.text.value });
  answer.reset();
});

client.store.subscribe(draw);
if (client.store.getSnapshot().agent) enter();

function enter() {
  client.connect();
  client.openList(filter);
  login.hidden = true;
  document.querySelector('main').hidden = false;
}

function open(ticketId) {
  closeTicket();
  openTicketId = ticketId;
  closeTicket = client.openTicket(ticketId);
}

/** Draws everything anew; a framework would do less. */
function draw() {
  const state = client.store.getSnapshot();
  document.querySelector('#health').textContent = state.health.status;
  document.querySelector('#tickets').replaceChildren(
    ...(ticketsOf(state.tickets, state.lists.get(listKey(filter))) ?? []).map(({ ticket, unread }) => {
      const button = document.createElement('button');
      button.textContent = `${ticket.contact.name} (${unread})`;
      button.addEventListener('click', () => open(ticket.id));
      return item(button);
    }),
  );
  const thread = state.threads.get(openTicketId);
  const messages = state.conversations.get(thread?.conversationId)?.messages ?? [];
  document
    .querySelector('#messages')
    .replaceChildren(
      ...messages.map(({ direction, text, kind, status }) => item(`${direction}: ${text ?? kind} (${status})`)),
    );
}

function item(content) {
  const element = document.createElement('li');
  element.append(content);
  return element;
}
