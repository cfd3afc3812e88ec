import { useText } from '../i18n/text.js';
import { Page } from '../ui/page.js';
import './account.css';
import { PasswordSection } from './password-section.js';
import { SessionsSection } from './sessions-section.js';
import { TwoFactorSection } from './two-factor-section.js';

/** What every agent decides about their own login. */
export function AccountScreen() {
  const { account } = useText();
  return (
    <Page title={account.title} hint={account.hint}>
      <PasswordSection />
      <TwoFactorSection />
      <SessionsSection />
    </Page>
  );
}
