import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';
import { safeHref } from '../format-text.js';
import { formatMoney } from './format.js';
import { thumbnailOf } from './image-view.js';

export function OrderView({ message: { content } }: { message: MessageResource }) {
  const text = useText();
  const order = content.order ?? {};
  const facts = [
    ...(order.itemCount === undefined ? [] : [text.content.items(order.itemCount)]),
    ...(order.total1000 === undefined ? [] : [formatMoney(order.total1000, order.currency ?? 'BRL', text.locale)]),
  ];
  return (
    <div className="card">
      <span className="card-icon">
        <Icon name="cart" size={22} />
      </span>
      <span className="card-text">
        <strong>{order.title ?? text.kinds.order}</strong>
        <small>{facts.join(' · ')}</small>
      </span>
    </div>
  );
}

export function ProductView({ message: { content, text: caption } }: { message: MessageResource }) {
  const text = useText();
  const product = content.product ?? {};
  const preview = thumbnailOf(product);
  const href = product.url === undefined ? null : safeHref(product.url);
  return (
    <div className="card">
      {preview === null ? (
        <span className="card-icon">
          <Icon name="cart" size={22} />
        </span>
      ) : (
        <img className="card-image" src={preview} alt="" />
      )}
      <span className="card-text">
        <strong>{product.title ?? caption ?? text.kinds.product}</strong>
        {product.description !== undefined && <small>{product.description}</small>}
        {product.price1000 !== undefined && (
          <span>{formatMoney(product.price1000, product.currency ?? 'BRL', text.locale)}</span>
        )}
        {href !== null && (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text.content.open}
          </a>
        )}
      </span>
    </div>
  );
}
