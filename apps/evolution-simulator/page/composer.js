import { element, icon, iconButton } from './elements.js';
import { base64Of } from './files.js';
import { showMenu } from './menus.js';
import { summary } from './message-text.js';
import { startRecording } from './recording.js';
import { text } from './texts.js';

const typingPause = 4_000;

/** Where a message is written, answered, edited, recorded or given a file. */
export function composer({ write, edit, presence, complain }) {
  let about = null;
  let recording = null;
  let typing;

  const field = element('textarea', {
    rows: 1,
    placeholder: text.message,
    ariaLabel: text.message,
    input: onInput,
    keydown: onKey,
  });
  const main = element('button', { type: 'button', className: 'main', click: onMain });
  const aboutBar = element('div', { className: 'about', hidden: true });
  const picker = element('input', { type: 'file', hidden: true, change: onFile });
  const attach = iconButton('attach', text.attach, (event) =>
    showMenu(event.currentTarget, [
      { label: `📷 ${text.photo}`, press: () => pick('image', 'image/*') },
      { label: `🎤 ${text.audio}`, press: () => pick('voice', 'audio/*') },
      { label: `📄 ${text.file}`, press: () => pick('document', '') },
      {
        label: `📍 ${text.location}`,
        press: () => write({ kind: 'location', name: 'MASP', address: 'Av. Paulista, 1578' }),
      },
      { label: `👤 ${text.contact}`, press: () => write({ kind: 'contact' }) },
      { label: `🌟 ${text.sticker}`, press: () => write({ kind: 'sticker' }) },
    ]),
  );
  const node = element(
    'footer',
    { className: 'composer' },
    aboutBar,
    element('div', { className: 'line' }, attach, field, main, picker),
  );
  showMain();

  function onInput() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, 120)}px`;
    showMain();
    if (typing === undefined) void presence('composing');
    clearTimeout(typing);
    typing = setTimeout(stopTyping, typingPause);
  }

  function stopTyping() {
    if (typing === undefined) return;
    clearTimeout(typing);
    typing = undefined;
    void presence('available');
  }

  function onKey(event) {
    if (event.key === 'Escape') setAbout(null);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }

  function onMain() {
    if (field.value.trim() !== '') send();
    else if (recording === null) void record();
    else void finishRecording();
  }

  function send() {
    const value = field.value.trim();
    if (value === '') return;
    stopTyping();
    if (about?.action === 'edit') void edit(about.message.id, value);
    else void write({ text: value, ...answered() });
    field.value = '';
    field.style.height = 'auto';
    setAbout(null);
    showMain();
  }

  async function record() {
    recording = await startRecording().catch(() => null);
    if (recording === null) complain(text.noMicrophone);
    else void presence('recording');
    showMain();
  }

  async function finishRecording() {
    const file = await recording.stop();
    recording = null;
    void presence('available');
    showMain();
    await write({ kind: 'voice', ...file, ...answered() });
    setAbout(null);
  }

  function pick(kind, accept) {
    picker.accept = accept;
    picker.dataset.kind = kind;
    picker.click();
  }

  async function onFile() {
    const [file] = picker.files;
    if (file === undefined) return;
    const { kind } = picker.dataset;
    picker.value = '';
    const caption = field.value.trim();
    field.value = '';
    await write({
      kind,
      base64: await base64Of(file),
      mimetype: file.type || 'application/octet-stream',
      ...(kind === 'document' && { fileName: file.name }),
      ...(caption !== '' && { text: caption }),
      ...answered(),
    });
    setAbout(null);
    showMain();
  }

  const answered = () => (about?.action === 'reply' ? { messageId: about.message.id } : {});

  function setAbout(next) {
    about = next;
    aboutBar.hidden = about === null;
    if (about === null) return;
    aboutBar.replaceChildren(
      element('span', {}, about.action === 'edit' ? `✎ ${text.edit}` : `↩ ${summary(about.message)}`),
      iconButton('close', text.cancel, () => setAbout(null)),
    );
    field.focus();
  }

  function showMain() {
    const hasText = field.value.trim() !== '';
    const [name, label] = hasText ? ['send', text.send] : recording ? ['stop', text.stop] : ['microphone', text.record];
    main.replaceChildren(icon(name));
    main.title = main.ariaLabel = label;
    main.classList.toggle('recording', recording !== null);
  }

  return {
    node,
    focus: () => matchMedia('(pointer: fine)').matches && field.focus(),
    reply: (message) => setAbout({ action: 'reply', message }),
    edit(message) {
      field.value = message.text ?? '';
      setAbout({ action: 'edit', message });
      showMain();
    },
  };
}
