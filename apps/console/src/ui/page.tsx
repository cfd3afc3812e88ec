import type { ReactNode } from 'react';
import './page.css';

/** A screen with a title, an explanation and one list. */
export function Page({
  title,
  hint,
  action,
  children,
}: {
  title: string;
  hint: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="page">
      <div className="page-inner">
        <header className="page-header">
          <div>
            <h1>{title}</h1>
            <p>{hint}</p>
          </div>
          {action}
        </header>
        {children}
      </div>
    </main>
  );
}
