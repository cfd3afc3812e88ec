import { useEffect, useRef } from 'react';

/** A picture that lies on this device. */
export function LocalPicture({ file }: { file: Blob }) {
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(file);
    if (picture.current !== null) picture.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return <img ref={picture} alt="" />;
}
