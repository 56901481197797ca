import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { Actor, Names } from './actor.js'
import { Instant } from './instant.js'
import { Revision } from './revision.js'
import { oneOf, optional, optionalText } from './text.js'
import { Uuid } from './uuid.js'

/** Why a command is issued. `code` is one of the command's own closed union. */
export interface Reason<Code extends string = string> {
  readonly code: Code
  readonly text: string | null
  /** A reference into the caller's own system. */
  readonly ticket: string | null
}

/** An intent: the envelope that every command shares, around the data of its type (design §3). */
export interface Command<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly customerId: string
  /** The caller's, unique for this customer; a retry has the same one. */
  readonly commandId: string
  /** The revision that the caller saw; an extra check on top of the revision that the handler reads. */
  readonly expectedRevision: Revision | null
  readonly issuedAt: string
  readonly actor: Actor
  readonly reason: Reason | null
  readonly correlationId: string | null
  readonly causationId: string | null
  readonly traceparent: string | null
  readonly source: string | null
  /** Codes of the warnings that the caller has seen and accepts. */
  readonly confirm: ReadonlyArray<string>
  readonly data: Data
}

/** W3C Trace Context: an invalid header is ignored, never an error, and a trace of zeros is invalid. */
const traceparentSyntax = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

const Traceparent = new t.Type<string | null, unknown>(
  'a traceparent',
  (u): u is string | null => u === null || typeof u === 'string',
  (u) => t.success(typeof u === 'string' && traceparentSyntax.test(u) ? u : null),
  t.identity
)

/** A reason out of these codes; `Other` says nothing by itself, so it needs a text. */
export const reasonOf = <Code extends string>(codes: ReadonlyArray<Code>): t.Type<Reason<Code>, unknown> => {
  const Shape = t.strict({ code: oneOf(codes), text: optionalText(256), ticket: optionalText(256) }, 'a reason')
  return new t.Type<Reason<Code>, unknown>(
    'a reason',
    Shape.is,
    (u, context) => {
      const decoded = Shape.validate(u, context)
      if (E.isLeft(decoded) || decoded.right.code !== 'Other' || decoded.right.text !== null) return decoded
      return t.failure(u, t.appendContext(context, 'text', Shape), 'Required|a text, because the code is Other')
    },
    t.identity
  )
}

/** The envelope's own fields, those aside on which commands differ. */
export const envelopeFields = {
  customerId: Uuid,
  commandId: Uuid,
  issuedAt: Instant,
  actor: Actor,
  correlationId: optional(Uuid),
  causationId: optional(Uuid),
  traceparent: Traceparent,
  source: optionalText(256),
  confirm: Names
}

/** What a kind of command adds to the envelope. */
export interface CommandShape<Type extends string, Data> {
  readonly type: Type
  readonly data: t.Type<Data, unknown>
  readonly reasons: ReadonlyArray<string>
  readonly reasonRequired: boolean
  readonly expectedRevisionRequired: boolean
}

const RequiredRevision = new t.Type<Revision, string>(
  'a revision',
  Revision.is,
  (u, context) =>
    u === undefined || u === null
      ? t.failure(u, context, 'Required|the revision that was read')
      : Revision.validate(u, context),
  Revision.encode
)

/** The codec of one kind of command. */
export const commandCodec = <Type extends string, Data>(
  shape: CommandShape<Type, Data>
): t.Type<Command<Type, Data>, unknown> => {
  const reason = reasonOf(shape.reasons)
  return t.strict(
    {
      type: oneOf([shape.type]),
      ...envelopeFields,
      expectedRevision: (shape.expectedRevisionRequired
        ? RequiredRevision
        : optional(Revision)) as t.Type<Revision | null>,
      reason: (shape.reasonRequired ? reason : optional(reason)) as t.Type<Reason | null, unknown>,
      data: shape.data
    },
    'a command'
  )
}
