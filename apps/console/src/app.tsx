import { TextProvider } from './i18n/text.js';
import { LoginScreen } from './login/login-screen.js';
import { ResetPasswordScreen, resetTokenOf } from './login/reset-password-screen.js';
import { ClientProvider, useClientState } from './session/client.js';
import { Workspace } from './shell/workspace.js';
import { ThemeProvider } from './theme/theme.js';
import { ToastProvider } from './ui/toasts.js';

export function App() {
  return (
    <TextProvider>
      <ThemeProvider>
        <ToastProvider>
          <ClientProvider>
            <Screen />
          </ClientProvider>
        </ToastProvider>
      </ThemeProvider>
    </TextProvider>
  );
}

function Screen() {
  const agent = useClientState((state) => state.agent);
  const resetToken = resetTokenOf(window.location);
  if (resetToken !== null) return <ResetPasswordScreen token={resetToken} />;
  return agent === null ? <LoginScreen /> : <Workspace agent={agent} />;
}
