/** An event as it is to be stored. Its stream and revision are the frame's business. */
export interface NewEvent {
  /** 16 bytes. */
  readonly id: Uint8Array
  readonly type: string
  readonly isJson: boolean
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

// Stored for ever. Little endian:
//   u32 length of the record | u64 created, in ticks of 100 ns since 1970 | 16 bytes id | u8 flags
//   u32 length of the type | u32 length of the metadata | type | metadata | data
const CREATED = 4
const ID = 12
const FLAGS = 28
const TYPE_LENGTH = 29
const METADATA_LENGTH = 33
const HEADER = 37
const IS_JSON = 1

export const recordLength = (event: NewEvent): number =>
  HEADER + Buffer.byteLength(event.type) + event.metadata.length + event.data.length

/** Answers where the next record may begin. */
export const writeRecord = (target: Buffer, at: number, event: NewEvent, created: bigint): number => {
  const type = target.write(event.type, at + HEADER)
  const metadata = at + HEADER + type
  const data = metadata + event.metadata.length
  const end = data + event.data.length
  target.writeUInt32LE(end - at, at)
  target.writeBigUInt64LE(created, at + CREATED)
  target.set(event.id, at + ID)
  target[at + FLAGS] = event.isJson ? IS_JSON : 0
  target.writeUInt32LE(type, at + TYPE_LENGTH)
  target.writeUInt32LE(event.metadata.length, at + METADATA_LENGTH)
  target.set(event.metadata, metadata)
  target.set(event.data, data)
  return end
}

/** A stored event, read in place: nothing is copied or decoded before it is asked for. */
export class EventRecord {
  readonly #bytes: Buffer

  private constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** The record that begins there. */
  static at(bytes: Buffer, at: number): EventRecord {
    return new EventRecord(bytes.subarray(at, at + bytes.readUInt32LE(at)))
  }

  get length(): number {
    return this.#bytes.length
  }

  /** Ticks of 100 ns since 1970. */
  get created(): bigint {
    return this.#bytes.readBigUInt64LE(CREATED)
  }
  get id(): Buffer {
    return this.#bytes.subarray(ID, ID + 16)
  }
  get isJson(): boolean {
    return this.#bytes[FLAGS] === IS_JSON
  }
  /** UTF-8. */
  get type(): Buffer {
    return this.#bytes.subarray(HEADER, this.#metadataAt)
  }
  get metadata(): Buffer {
    return this.#bytes.subarray(this.#metadataAt, this.#dataAt)
  }
  get data(): Buffer {
    return this.#bytes.subarray(this.#dataAt)
  }

  get #metadataAt(): number {
    return HEADER + this.#bytes.readUInt32LE(TYPE_LENGTH)
  }
  get #dataAt(): number {
    return this.#metadataAt + this.#bytes.readUInt32LE(METADATA_LENGTH)
  }
}
