import { TookTooLong } from '@bkcrm/observability';
import type { Classify } from '../consuming/classify.js';
import { InvalidBody } from '../consuming/read-message.js';
import { RequestRefused } from '../errors.js';

/** What the asking side is told about an error: what it can act on, and nothing of our insides. */
export function refusalOf(error: unknown, classify: Classify): RequestRefused {
  if (error instanceof RequestRefused) return error;
  if (error instanceof InvalidBody)
    return new RequestRefused('request.invalid', 400, 'the request is not valid', { fields: error.problems });
  return classify(error) === 'data' && !(error instanceof TookTooLong)
    ? new RequestRefused('service.failed', 500, 'the service failed to carry out the request')
    : new RequestRefused('service.unavailable', 503, 'something the service needs does not work at the moment');
}
