import { useSyncExternalStore } from 'react';

const key = 'bkcrm.sound';
const changed = new EventTarget();

export function isSoundOn(): boolean {
  return localStorage.getItem(key) !== 'off';
}

export function useSoundSetting(): [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(subscribe, isSoundOn);
  return [isOn, setSound];
}

/** Two short tones. Browsers stay silent until the page was touched once; then this does nothing. */
export function playSound(): void {
  if (!isSoundOn()) return;
  try {
    const context = new AudioContext();
    [660, 880].forEach((frequency, index) => {
      const start = context.currentTime + index * 0.11;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, start);
      volume.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.18);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.2);
    });
    setTimeout(() => void context.close(), 600);
  } catch {
    return;
  }
}

function setSound(isOn: boolean): void {
  localStorage.setItem(key, isOn ? 'on' : 'off');
  changed.dispatchEvent(new Event('change'));
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  return () => changed.removeEventListener('change', listener);
}
