/** The calls of the simulator's control API that the page makes. */
async function call(method, path, body) {
  const answer = await fetch(`/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

const at = (instance) => `instances/${encodeURIComponent(instance)}`;

export const simulator = {
  instances: () => call('GET', 'instances'),
  people: () => call('GET', 'people'),
  savePerson: (person) => call('POST', 'people', person),
  scan: (instance, phone) => call('POST', `${at(instance)}/scan`, { phone }),
  chats: (instance) => call('GET', `${at(instance)}/chats`),
  messages: (instance, phone) => call('GET', `${at(instance)}/chats/${phone}/messages?limit=200`),
  write: (instance, message) => call('POST', `${at(instance)}/customer-messages`, message),
  edit: (instance, id, text) => call('PUT', `${at(instance)}/messages/${id}`, { text }),
  remove: (instance, id) => call('DELETE', `${at(instance)}/messages/${id}`),
  read: (instance, phone) => call('POST', `${at(instance)}/read`, { phone }),
  presence: (instance, phone, presence) => call('POST', `${at(instance)}/presence`, { phone, presence }),
  callCompany: (instance, phone) => call('POST', `${at(instance)}/calls`, { phone }),
  /** Tells what changed, as it changes. After an interruption it asks to look at everything again. */
  follow(listener) {
    const source = new EventSource('/control/changes');
    source.addEventListener('message', (event) => listener(JSON.parse(event.data)));
    source.addEventListener('open', () => listener({ type: 'everything' }));
  },
};
