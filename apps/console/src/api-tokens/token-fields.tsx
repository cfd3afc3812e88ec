import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClientState } from '../session/client.js';
import { validities } from './new-api-token.js';

/** What a new token is called, may do and see, and for how long. */
export function TokenFields() {
  const { tokens: words } = useText().security;
  const departments = useClientState((state) => state.departments);
  const [reach, setReach] = useState<'all' | 'some'>('all');
  const permissions = Object.entries(words.names).filter(([permission]) => permission !== 'account.read');
  return (
    <>
      <div className="form-grid">
        <label className="field">
          <span>{words.name}</span>
          <input className="input" name="name" required maxLength={100} autoFocus autoComplete="off" />
        </label>
        <label className="field">
          <span>{words.expiry}</span>
          <select className="input" name="days" defaultValue={90}>
            {validities.map((days) => (
              <option key={days} value={days}>
                {days === 0 ? words.never : words.days(days)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{words.departments}</span>
          <select
            className="input"
            name="reach"
            value={reach}
            onChange={(event) => setReach(event.target.value === 'some' ? 'some' : 'all')}
          >
            <option value="all">{words.everywhere}</option>
            {departments.size > 0 && <option value="some">{words.some}</option>}
          </select>
        </label>
      </div>
      {reach === 'some' && (
        <Checks
          legend={words.some}
          name="departmentIds"
          items={[...departments.values()].map(({ id, name }) => [id, name])}
        />
      )}
      <Checks legend={words.permissions} name="permissions" items={permissions} />
    </>
  );
}

function Checks({ legend, name, items }: { legend: string; name: string; items: [value: string, label: string][] }) {
  return (
    <fieldset className="form-checks">
      <legend>{legend}</legend>
      {items.map(([value, label]) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
