import { useEffect, useRef, useState } from 'react';

/** Takes files that are dropped anywhere on the page. @returns whether files are being dragged over it */
export function useFileDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    // Entering a child comes before leaving its parent.
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const move = (event: DragEvent, step: number): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += step;
      setIsOver(depth > 0);
    };
    const enter = (event: DragEvent): void => move(event, 1);
    const over = (event: DragEvent): void => move(event, 0);
    const leave = (event: DragEvent): void => move(event, -1);
    const drop = (event: DragEvent): void => {
      move(event, -depth);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) take.current(files);
    };
    const listeners = { dragenter: enter, dragover: over, dragleave: leave, drop } as const;
    const names = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;
    for (const name of names) document.addEventListener(name, listeners[name]);
    return () => {
      for (const name of names) document.removeEventListener(name, listeners[name]);
    };
  }, []);
  return isOver;
}
