import { useState } from 'react';
import { initials, toneOf } from './initials.js';
import './avatar.css';

/** A person's picture, or initials on a colour that stays the same for that person. */
export function Avatar({ name, url, size = 40 }: { name: string; url?: string | null; size?: number }) {
  const [isBroken, setBroken] = useState(false);
  const style = { width: size, height: size, fontSize: size * 0.38 };
  if (url && !isBroken) {
    return (
      <img
        className="avatar"
        style={style}
        src={url}
        alt=""
        referrerPolicy="no-referrer"
        loading="lazy"
        onError={() => setBroken(true)}
      />
    );
  }
  return (
    <span className="avatar" data-tone={toneOf(name)} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
