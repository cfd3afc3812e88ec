import { Fragment, useMemo } from 'react';
import { formatText } from './format-text.js';
import type { Piece } from './format-text.js';

const elements = { bold: 'strong', italic: 'em', struck: 's', code: 'code' } as const;

export function RichText({ text }: { text: string }) {
  const pieces = useMemo(() => formatText(text), [text]);
  return (
    <span className="rich-text">
      <Pieces pieces={pieces} />
    </span>
  );
}

function Pieces({ pieces }: { pieces: Piece[] }) {
  return pieces.map((piece, index) => <Fragment key={index}>{renderPiece(piece)}</Fragment>);
}

function renderPiece(piece: Piece) {
  if (piece.type === 'text') return piece.text;
  if (piece.type === 'link') {
    return (
      <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    );
  }
  const Element = elements[piece.type];
  return (
    <Element>
      <Pieces pieces={piece.pieces} />
    </Element>
  );
}
