import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { english } from './english.js';
import { portuguese } from './portuguese.js';
import type { Dictionary } from './portuguese.js';
import { spanish } from './spanish.js';

const dictionaries = { 'pt-BR': portuguese, en: english, es: spanish } as const;
export type Language = keyof typeof dictionaries;
export const languages: { code: Language; name: string }[] = [
  { code: 'pt-BR', name: 'Português' },
  { code: 'en', name: 'English' },
  { code: 'es', name: 'Español' },
];

const key = 'bkcrm.language';

interface Text {
  language: Language;
  text: Dictionary;
  setLanguage: (language: Language) => void;
}

const TextContext = createContext<Text>({ language: 'pt-BR', text: portuguese, setLanguage: () => undefined });

export function TextProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    chooseLanguage(localStorage.getItem(key), navigator.languages),
  );
  useEffect(() => {
    localStorage.setItem(key, language);
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(() => ({ language, text: dictionaries[language], setLanguage }), [language]);
  return <TextContext value={value}>{children}</TextContext>;
}

export function useText(): Dictionary {
  return useContext(TextContext).text;
}

export function useLanguage(): Text {
  return useContext(TextContext);
}

/** What was chosen before, else the first of the browser's languages that we speak, else Portuguese. */
function chooseLanguage(stored: string | null, wanted: readonly string[]): Language {
  const known = languages.map(({ code }) => code);
  const chosen = known.find((code) => code === stored);
  if (chosen !== undefined) return chosen;
  for (const language of wanted) {
    const match = known.find((code) => code.slice(0, 2) === language.slice(0, 2).toLowerCase());
    if (match !== undefined) return match;
  }
  return 'pt-BR';
}
