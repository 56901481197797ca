/** From the worker thread to the program that embeds the node. */
export type FromWorker =
  | { readonly kind: 'listening'; readonly port: number; readonly notice: string | undefined }
  /** The log is damaged: an error's class does not survive the way between threads. */
  | { readonly kind: 'damaged'; readonly position: number; readonly fault: string }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error }

/** To the worker thread. */
export type ToWorker = 'close'
