import { useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Section } from '../ui/section.js';
import { useToasts } from '../ui/toasts.js';
import { Enrolment } from './enrolment.js';
import { PasswordQuestion } from './password-question.js';
import { RecoveryCodes } from './recovery-codes.js';

type Step =
  | { name: 'none' | 'ask-to-enrol' | 'ask-to-disable' }
  | { name: 'enrol'; uri: string }
  | { name: 'codes'; codes: string[] };

/** The second proof at one's own login: set up with an authenticator app, confirmed by a code of it, switched off. */
export function TwoFactorSection() {
  const client = useClient();
  const { account } = useText();
  const { twoFactor: words } = account;
  const { showDone, showError } = useToasts();
  const [isOn, setOn] = useState<boolean | null>(null);
  const [step, setStep] = useState<Step>({ name: 'none' });
  useEffect(() => {
    client.api.account.twoFactor().then(({ enabled }) => setOn(enabled), showError);
  }, [client, showError]);
  const cancel = (): void => setStep({ name: 'none' });

  const enrol = async (password: string): Promise<void> => {
    const { uri } = await client.api.account.enrol(password);
    setStep({ name: 'enrol', uri });
  };
  const disable = async (password: string): Promise<void> => {
    await client.api.account.disableTwoFactor(password);
    setOn(false);
    cancel();
    showDone(words.disabled);
  };
  const confirm = async (code: string): Promise<void> => {
    const { recoveryCodes } = await client.api.account.confirmCode(code);
    setOn(true);
    setStep({ name: 'codes', codes: recoveryCodes });
  };
  const finish = (): void => {
    cancel();
    showDone(words.enabled);
  };
  return (
    <Section
      title={words.title}
      hint={words.hint}
      action={
        isOn !== null &&
        step.name === 'none' && (
          <>
            <span className="state-chip" data-state={isOn ? 'open' : undefined}>
              {isOn ? words.on : words.off}
            </span>
            <button
              type="button"
              className="button"
              data-kind={isOn ? undefined : 'primary'}
              onClick={() => setStep({ name: isOn ? 'ask-to-disable' : 'ask-to-enrol' })}
            >
              {isOn ? words.switchOff : words.setUp}
            </button>
          </>
        )
      }
    >
      {step.name === 'ask-to-enrol' && <PasswordQuestion label={words.next} onAnswer={enrol} onCancel={cancel} />}
      {step.name === 'ask-to-disable' && (
        <PasswordQuestion label={words.switchOff} onAnswer={disable} onCancel={cancel} />
      )}
      {step.name === 'enrol' && <Enrolment uri={step.uri} onConfirm={confirm} onCancel={cancel} />}
      {step.name === 'codes' && <RecoveryCodes codes={step.codes} onDone={finish} />}
    </Section>
  );
}
