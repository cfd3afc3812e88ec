import type { AgentResource } from '@bkcrm/contracts';
import { useEffect, useRef, useState } from 'react';
import { languages, useLanguage } from '../i18n/text.js';
import type { Language } from '../i18n/text.js';
import { useSoundSetting } from '../notifications/sound.js';
import { useClient } from '../session/client.js';
import { useTheme } from '../theme/theme.js';
import type { Theme } from '../theme/theme.js';
import { hrefOf } from './route.js';
import { AgentAvatar } from '../ui/agent-avatar.js';
import { Icon } from '../ui/icons.js';
import { useToasts } from '../ui/toasts.js';
import { PresenceChoice } from './presence-choice.js';

/** The agent's own settings and the way out. */
export function Preferences({ agent }: { agent: AgentResource }) {
  const client = useClient();
  const { showError } = useToasts();
  const { text, language, setLanguage } = useLanguage();
  const { theme, setTheme } = useTheme();
  const [hasSound, setSound] = useSoundSetting();
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeOutside = (event: MouseEvent): void => {
      if (!(event.target instanceof Node) || box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('mousedown', closeOutside);
    return () => document.removeEventListener('mousedown', closeOutside);
  }, [isOpen]);

  return (
    <div
      className="preferences"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <button
        type="button"
        className="rail-button"
        aria-label={text.nav.preferences}
        aria-expanded={isOpen}
        title={text.nav.preferences}
        onClick={() => setOpen(!isOpen)}
      >
        <AgentAvatar agent={agent} size={34} />
      </button>
      {isOpen && (
        <div className="preferences-panel" role="dialog" aria-label={text.nav.preferences}>
          <div className="preferences-who">
            <AgentAvatar agent={agent} />
            <div>
              <strong>{agent.name}</strong>
              <small>{text.roles[agent.role]}</small>
            </div>
          </div>
          <PresenceChoice agentId={agent.id} />
          <a className="button" href={hrefOf({ screen: 'account' })} onClick={() => setOpen(false)}>
            <Icon name="person" size={18} />
            {text.account.title}
          </a>
          <label className="field">
            <span>{text.nav.theme}</span>
            <select className="input" value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
              {(['system', 'light', 'dark'] as const).map((name) => (
                <option key={name} value={name}>
                  {text.nav.themes[name]}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>{text.nav.language}</span>
            <select
              className="input"
              value={language}
              onChange={(event) => setLanguage(event.target.value as Language)}
            >
              {languages.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className="preferences-check">
            <input type="checkbox" checked={hasSound} onChange={(event) => setSound(event.target.checked)} />
            {text.nav.sound}
          </label>
          <button type="button" className="button" onClick={() => client.logout()}>
            <Icon name="logout" size={18} />
            {text.nav.logout}
          </button>
          <button type="button" className="button" onClick={() => void client.logoutEverywhere().catch(showError)}>
            <Icon name="logout" size={18} />
            {text.nav.logoutEverywhere}
          </button>
        </div>
      )}
    </div>
  );
}
