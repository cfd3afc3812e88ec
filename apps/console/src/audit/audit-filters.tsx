import type { AuditFilter } from '@bkcrm/client';
import { useText } from '../i18n/text.js';
import { formText } from '../ui/form-text.js';
import { auditFilter } from './audit-filter.js';

interface AuditFiltersProps {
  /** Of everybody who can be chosen, by id. */
  names: ReadonlyMap<string, string>;
  onChange: (filter: AuditFilter) => void;
}

export function AuditFilters({ names, onChange }: AuditFiltersProps) {
  const { audit: words } = useText().security;
  return (
    <form
      className="form-card audit-filters"
      aria-label={words.title}
      onChange={(event) => {
        const form = new FormData(event.currentTarget);
        const of = (name: string): string => formText(form, name);
        onChange(auditFilter({ act: of('act'), actorId: of('actorId'), from: of('from'), to: of('to') }));
      }}
    >
      <Choice name="act" label={words.act} all={words.anyAct} options={Object.entries(words.acts)} />
      <Choice name="actorId" label={words.actor} all={words.anyone} options={[...names]} />
      <label className="field">
        <span>{words.from}</span>
        <input className="input" type="date" name="from" />
      </label>
      <label className="field">
        <span>{words.to}</span>
        <input className="input" type="date" name="to" />
      </label>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  all: string;
  options: [value: string, label: string][];
}

function Choice({ name, label, all, options }: ChoiceProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select className="input" name={name} defaultValue="">
        <option value="">{all}</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
