import type { SystemResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { formatBytes } from '../thread/content/format.js';
import { Section } from '../ui/section.js';
import { distinctDisks } from './domain/distinct-disks.js';

const full = 0.85;

/** How full the disks are that the services know of. */
export function Disks({ disks }: { disks: SystemResource['disks'] }) {
  const {
    system: {
      disks: { title, used, free, folders },
    },
    locale,
  } = useText();
  const shown = distinctDisks(disks);
  if (shown.length === 0) return null;
  return (
    <Section title={title} hint="">
      <ul className="system-disks">
        {shown.map(({ folder, host, size, free: left }) => {
          const share = size === 0 ? 0 : 1 - left / size;
          return (
            <li key={`${folder} ${host}`} data-full={share > full}>
              <div>
                <strong>{folders[folder] ?? folder}</strong>
                <small>{host}</small>
              </div>
              <meter min={0} max={1} high={full} value={share} aria-label={`${folders[folder] ?? folder} ${host}`} />
              <small>
                {used(Math.round(share * 100))} · {free(formatBytes(left, locale))}
              </small>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
