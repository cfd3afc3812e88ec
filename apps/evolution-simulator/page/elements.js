/**
 * Makes an element. Attributes that are functions listen to the event of that name; false and undefined are left out.
 * Children are elements or text; text is never read as HTML.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (name in made && name !== 'list') made[name] = value;
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

const paths = {
  back: 'M15.5 4.5 8 12l7.5 7.5',
  menu: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  attach: 'M12 5v14M5 12h14',
  send: 'M4.5 12 20 4.5 15.5 20l-4-6.5zM11.5 13.5 20 4.5',
  microphone: 'M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  stop: 'M7 7h10v10H7z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0M19 4v4M17 6h4',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  place: 'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21ZM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  close: 'M6 6l12 12M18 6 6 18',
  chevron: 'M6 9.5l6 6 6-6',
  tick: 'M5 12.5l4.5 4.5L19 7',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, press, attributes = {}) {
  return element(
    'button',
    { type: 'button', className: 'icon-button', title: label, ariaLabel: label, click: press, ...attributes },
    icon(name),
  );
}

const colours = ['#d1603d', '#2f7d6d', '#7a5bb5', '#b0883a', '#3c74b8', '#a94c72', '#5b8437'];

/** A round picture with the initials of the name. */
export function avatar(name) {
  const initials = name
    .split(/\s+/)
    .filter((part) => /\p{L}/u.test(part))
    .map((part) => part[0])
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase();
  const sum = Array.from(name, (letter) => letter.codePointAt(0)).reduce((total, code) => total + code, 0);
  const made = element('span', { className: 'avatar', ariaHidden: 'true' }, initials || '#');
  made.style.setProperty('--colour', colours[sum % colours.length]);
  return made;
}

/** `5511987650123` as people write it; other countries' numbers with a plus. */
export function formatPhone(phone) {
  const match = /^55(\d{2})(9?\d{4})(\d{4})$/.exec(phone);
  return match ? `+55 ${match[1]} ${match[2]}-${match[3]}` : `+${phone}`;
}
