/** What the stored form may hold: strings, booleans, null and safe integers; never a lone surrogate, never `undefined`. */
export type Json = string | number | boolean | null | ReadonlyArray<Json> | JsonObject

/** A JSON object whose keys nobody knows in advance. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** True for a JSON object; false for an array, bytes, a scalar or null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
