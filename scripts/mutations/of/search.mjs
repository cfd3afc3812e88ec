import { edit, integration, unit } from '../mutation.mjs';

/** @type {import('../mutation.mjs').Mutation[]} */
export const searchMutations = [
  {
    mechanism: 'a search finds what the reader may see',
    edits: [
      edit(
        'libs/read-model/src/search/search-messages.ts',
        'WHERE t.conversation_id = k.conversation_id AND ${scope}',
        'WHERE t.conversation_id = k.conversation_id AND (true OR ${scope})',
      ),
    ],
    ...integration(
      'apps/gateway/test/search.integration.spec.ts',
      'finds nothing in a conversation of another department, unless one of its tickets may be seen',
    ),
  },
  {
    mechanism: 'a search finds contacts that the reader may see',
    edits: [
      edit(
        'libs/read-model/src/search/search-contacts.ts',
        'WHERE t.contact_id = k.id AND ${scope}',
        'WHERE t.contact_id = k.id AND (true OR ${scope})',
      ),
    ],
    ...integration(
      'apps/gateway/test/search.integration.spec.ts',
      'finds nobody without a ticket that may be seen, and nobody who turned out to be another one',
    ),
  },
  {
    mechanism: 'a search finds nothing that was deleted',
    edits: [edit('libs/read-model/src/search/search-messages.ts', 'AND m.deleted_at IS NULL AND', 'AND')],
    ...integration(
      'apps/gateway/test/search.integration.spec.ts',
      'finds neither what was deleted, nor a former wording, nor what is not said yet, nor what was erased',
    ),
  },
  {
    mechanism: 'words are found without their accents',
    edits: [
      edit('libs/read-model/src/search/search-words.ts', ".normalize('NFKD').replace(marks, '')", ".normalize('NFKD')"),
    ],
    ...integration(
      'apps/gateway/test/search.integration.spec.ts',
      'finds words whatever their accents and case, by all of them, and by the beginning of the last',
    ),
  },
  {
    mechanism: 'a search looks at so many messages at most',
    edits: [
      edit(
        'libs/read-model/src/search/search-messages.ts',
        'const mostCandidates = 5_000;',
        'const mostCandidates = 50_000;',
      ),
    ],
    ...integration(
      'apps/gateway/test/search.integration.spec.ts',
      'looks at the newest only where there are very many, and goes on from there',
    ),
  },
  {
    mechanism: 'a search has a time, after which it is given up',
    edits: [edit('libs/read-model/src/search/search-time.ts', '`${left}ms`', "'9s'")],
    ...integration('apps/gateway/test/search.integration.spec.ts', 'that takes too long is given up, and says so'),
  },
  {
    mechanism: 'so many search at once, and nobody overtakes who waits',
    edits: [
      edit(
        'apps/gateway/src/search/domain/turns.ts',
        'if (this.running >= this.options.atOnce) await',
        'if (this.running < 0) await',
      ),
    ],
    ...unit(
      'apps/gateway/src/search/domain/turns.spec.ts',
      'lets so many in at once, and hands each turn on to who waits longest',
    ),
  },
  {
    mechanism: 'no message that comes has to put the index of the search in order',
    edits: [
      edit(
        'apps/ticket/src/messages/settle-search-index.ts',
        'gin_clean_pending_list(name::regclass)',
        'name::regclass',
      ),
    ],
    ...integration(
      'apps/ticket/test/search-index.integration.spec.ts',
      'the index of the search only notes down what comes, and is put in order beside it',
    ),
  },
];
