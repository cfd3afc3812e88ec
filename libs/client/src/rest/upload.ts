/** What came back from an upload, before anybody has looked at it. */
export interface UploadAnswer {
  status: number;
  body: string;
}

export interface UploadRequest {
  url: string;
  headers: Record<string, string>;
  file: Blob;
  /** Told the bytes sent so far, where the platform tells. */
  onProgress?: ((sent: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What is used of a browser's XMLHttpRequest; elsewhere there is none. */
interface BrowserRequest {
  readonly status: number;
  readonly responseText: string;
  readonly upload: { addEventListener: (type: 'progress', listener: (event: { loaded: number }) => void) => void };
  open: (method: string, url: string) => void;
  setRequestHeader: (name: string, value: string) => void;
  addEventListener: (type: string, listener: () => void) => void;
  send: (body: Blob) => void;
  abort: () => void;
}
declare const XMLHttpRequest: (new () => BrowserRequest) | undefined;

/** Posts a file. Browsers tell the progress of an upload only to XMLHttpRequest. @throws when no answer came */
export function postFile(request: UploadRequest, fetchFile: typeof fetch): Promise<UploadAnswer> {
  return typeof XMLHttpRequest === 'undefined'
    ? postByFetch(request, fetchFile)
    : postByXhr(request, new XMLHttpRequest());
}

async function postByFetch(
  { url, headers, file, onProgress, signal }: UploadRequest,
  fetchFile: typeof fetch,
): Promise<UploadAnswer> {
  const response = await fetchFile(url, { method: 'POST', headers, body: file, ...(signal && { signal }) });
  onProgress?.(file.size);
  return { status: response.status, body: await response.text() };
}

function postByXhr(
  { url, headers, file, onProgress, signal }: UploadRequest,
  xhr: BrowserRequest,
): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    xhr.open('POST', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.addEventListener('progress', ({ loaded }) => onProgress?.(loaded));
    xhr.addEventListener('load', () => resolve({ status: xhr.status, body: xhr.responseText }));
    for (const end of ['error', 'abort', 'timeout'])
      xhr.addEventListener(end, () => reject(new Error(`the upload ended: ${end}`)));
    signal?.addEventListener('abort', () => xhr.abort());
    xhr.send(file);
  });
}
