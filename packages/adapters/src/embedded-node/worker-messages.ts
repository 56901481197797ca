/** From the worker thread to the program that embeds the node. */
export type FromWorker =
  | { readonly kind: 'listening'; readonly port: number; readonly notice: string | undefined }
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'closed' }

/** To the worker thread. */
export type ToWorker = 'close'
