import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { hrefOf } from '../shell/route.js';
import { useToasts } from '../ui/toasts.js';
import './notices.css';
import { useUnseenNotices } from './use-notices.js';

/** Says on every screen that there is a problem, until the administrator has seen it. */
export function NoticeBanner() {
  const client = useClient();
  const { system: words } = useText();
  const { showError } = useToasts();
  const [first, ...others] = useUnseenNotices();
  return (
    <div role="status">
      {first !== undefined && (
        <div className="notice-banner" data-testid="notice">
          <span>
            {words.notices[first.kind](first.data)}
            {others.length > 0 && ` ${words.banner(others.length)}`}
          </span>
          <a href={hrefOf({ screen: 'system' })}>{words.look}</a>
          <button type="button" onClick={() => void client.system.seeNotices().catch(showError)}>
            {words.seen}
          </button>
        </div>
      )}
    </div>
  );
}
