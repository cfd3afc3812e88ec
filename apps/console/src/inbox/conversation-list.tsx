import type { AgentResource } from '@bkcrm/contracts';
import { useMemo, useState } from 'react';
import { useText } from '../i18n/text.js';
import { navigate } from '../shell/route.js';
import { Icon } from '../ui/icons.js';
import { useInView } from '../ui/use-in-view.js';
import { ConversationRow } from './conversation-row.js';
import { filterOf, matchesSearch } from './list-filter.js';
import type { Tab } from './list-filter.js';
import { moveFocus } from './move-focus.js';
import { SearchField } from './search/search-field.js';
import { SearchResults } from './search/search-results.js';
import { useSearch } from './search/use-search.js';
import type { ServerSearch } from './search/use-search.js';
import { useTicketList } from './use-ticket-list.js';
import './conversation-list.css';

const tabs: Tab[] = ['mine', 'unassigned', 'all'];

export function ConversationList({ agent, selectedId }: { agent: AgentResource; selectedId: string | null }) {
  const text = useText();
  const [tab, setTab] = useState<Tab>('all');
  const [isResolved, setResolved] = useState(false);
  const [search, setSearch] = useState('');
  const filter = useMemo(() => filterOf(tab, isResolved, agent.id), [tab, isResolved, agent.id]);
  const { entries, hasMore, isLoading, loadMore } = useTicketList(filter);
  const shown = useMemo(() => entries?.filter((entry) => matchesSearch(entry, search)), [entries, search]);
  // What is not loaded is found by the server.
  const mayLoadMore = hasMore && search === '';
  const more = useInView<HTMLLIElement>(mayLoadMore && !isLoading, loadMore);
  const server = useSearch(search);
  const shownTickets = useMemo(
    () => new Set(search === '' ? [] : shown?.map(({ ticket }) => ticket.id)),
    [shown, search],
  );
  const isEmpty = shown?.length === 0 && !mayLoadMore && !hasFound(server);

  return (
    <section className="conversations" aria-label={text.inbox.title}>
      <header className="conversations-header">
        <div className="conversations-title">
          <h1>{text.inbox.title}</h1>
          <div className="switch" role="group" aria-label={text.ticket.status}>
            <button type="button" aria-pressed={!isResolved} onClick={() => setResolved(false)}>
              {text.inbox.open}
            </button>
            <button type="button" aria-pressed={isResolved} onClick={() => setResolved(true)}>
              {text.inbox.resolved}
            </button>
          </div>
        </div>
        <SearchField value={search} onChange={setSearch} />
        <div className="tabs" role="tablist" aria-label={text.inbox.title}>
          {tabs.map((name) => (
            <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)}>
              {text.inbox[name]}
            </button>
          ))}
        </div>
      </header>
      <div className="conversations-rows" data-scroll-area onKeyDown={moveFocus}>
        <ul data-testid="conversation-list" aria-label={text.inbox.list} aria-busy={shown === undefined}>
          {shown === undefined && <Skeletons label={text.inbox.loading} />}
          {shown?.map((entry) => (
            <ConversationRow
              key={entry.ticket.id}
              entry={entry}
              isSelected={entry.ticket.id === selectedId}
              onOpen={() => navigate({ screen: 'inbox', ticketId: entry.ticket.id })}
            />
          ))}
          {isEmpty && (
            <li className="conversations-empty">
              <Icon name={search === '' ? 'check' : 'search'} size={32} />
              <strong>{search === '' ? text.inbox.empty : text.search.nothing}</strong>
              {search !== '' && <span>{text.search.nothingHint}</span>}
              {search === '' && !isResolved && <span>{text.inbox.emptyHint}</span>}
            </li>
          )}
          {mayLoadMore && shown !== undefined && (
            <li ref={more} className="conversations-more" aria-label={text.inbox.loading}>
              <span className="spinner" />
            </li>
          )}
        </ul>
        {search !== '' && <SearchResults search={server} shownTickets={shownTickets} />}
      </div>
    </section>
  );
}

/** Or may still find something. */
const hasFound = ({ found, isSearching, error }: ServerSearch): boolean =>
  isSearching ||
  error !== undefined ||
  (found !== undefined && (found.contacts.length > 0 || found.messages.length > 0 || found.nextCursor !== null));

function Skeletons({ label }: { label: string }) {
  return (
    <>
      <li className="visually-hidden">{label}</li>
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} className="row-skeleton" aria-hidden="true">
          <span className="skeleton" />
          <span>
            <span className="skeleton" />
            <span className="skeleton" />
          </span>
        </li>
      ))}
    </>
  );
}
