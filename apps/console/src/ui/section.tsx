import { useId } from 'react';
import type { ReactNode } from 'react';

/** A card of a page, with a heading of its own. */
export function Section({
  title,
  hint,
  action,
  children,
}: {
  title: string;
  hint: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <header className="page-header">
        <div>
          <h2 id={id}>{title}</h2>
          <p>{hint}</p>
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
