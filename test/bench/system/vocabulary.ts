/** What people write most, the most frequent first; the rest of the vocabulary is made of syllables. */
const frequent =
  'ok de o que bom dia não obrigado a sim para com um por favor pedido você tarde é no uma quando valor entrega hoje já amanhã olá gostaria orçamento pagamento está preço boleto endereço chegou'.split(
    ' ',
  );
const syllables = 'ba ce di fo gu la me ni po ru sa te vi zo ção lha mar ren tis cou'.split(' ');
const names = 'Maria José Ana João Antônio Francisca Carlos Paula Pedro Luiza Lucas Júlia Rafael Beatriz'.split(' ');
const vocabularySize = 20_000;

/** The same numbers in every run: evenly from 0 to 1. */
function* evenly(): Generator<number, never> {
  for (let state = 42; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** So many times as often as the second is the first word used, and so on: the n-th one time in n, as in any language. */
const zipf = (random: number, size: number): number => Math.floor(Math.exp(random * Math.log(size))) - 1;

function word(rank: number): string {
  const known = frequent[rank];
  if (known !== undefined) return known;
  let made = '';
  for (let rest = rank; rest > 0; rest = Math.floor(rest / syllables.length))
    made += syllables[rest % syllables.length] ?? '';
  return made;
}

/** Half sentences, of which two make a message. */
export function phrases(count: number): string[] {
  const random = evenly();
  const next = (): number => random.next().value;
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(next() * 6) }, () => word(zipf(next(), vocabularySize))).join(' '),
  );
}

/** First and last names, of which some are everywhere. */
export function fullNames(count: number): string[] {
  const random = evenly();
  const next = (): number => random.next().value;
  return Array.from({ length: count }, () => {
    const first = names[zipf(next(), names.length)] ?? '';
    return `${first} ${capital(word(frequent.length + zipf(next(), 2_000)))}`;
  });
}

const capital = (made: string): string => made.charAt(0).toUpperCase() + made.slice(1);

/** For questions: what is in every third message, and in one of a thousand. */
export const everydayWord = frequent[0] ?? '';
export const seldomWord = word(1_500);
