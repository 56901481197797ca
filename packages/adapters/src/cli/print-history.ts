import type { RecordedActor, RecordedReason } from '@accountable/domain/kernel'
import type { AccountPoint, FieldChange, HistoryRow } from '@accountable/projections/history'
import { second, shown, styled, type Terminal } from './terminal.js'

/** Two times further apart than this are both shown (design §3, Times). */
const apart = 5 * 60_000

/** When it took effect, and when the store knew of it if that was much later. */
export const when = ({ effectiveAt, recordedAt }: Pick<AccountPoint, 'effectiveAt' | 'recordedAt'>): string =>
  Math.abs(Date.parse(recordedAt) - Date.parse(effectiveAt)) > apart
    ? `${second(effectiveAt)} (recorded ${second(recordedAt)})`
    : second(effectiveAt)

/** `kim@partner.example (SalesAgent)` */
export const who = ({ id, userPrincipalName, roles }: RecordedActor): string =>
  `${shown(userPrincipalName ?? id)} (${roles.map(shown).join(', ')})`

/** `Other: as agreed by phone [INC-1029]` */
export const why = (reason: RecordedReason | null): string =>
  reason === null
    ? 'no reason given'
    : `${shown(reason.code)}${reason.text === null ? '' : `: ${shown(reason.text)}`}${reason.ticket === null ? '' : ` [${shown(reason.ticket)}]`}`

/** `/path  from → to` */
export const changeLines = (terminal: Terminal, changes: ReadonlyArray<FieldChange>): ReadonlyArray<string> => {
  const widest = Math.max(0, ...changes.map(({ path }) => path.length))
  return changes.map(
    ({ path, from, to }) =>
      `  ${shown(path).padEnd(widest)}  ${styled(terminal, 'red', shown(from))} → ${styled(terminal, 'green', shown(to))}`
  )
}

/** Events one after the other, each with what it changed. */
export const historyLines = (terminal: Terminal, rows: ReadonlyArray<HistoryRow>): ReadonlyArray<string> => {
  const events = new Map<string, HistoryRow[]>()
  for (const row of rows) events.set(row.revision, [...(events.get(row.revision) ?? []), row])
  return [...events.values()].flatMap((changes) => {
    const [event] = changes
    if (event === undefined) return []
    const title = `revision ${event.revision}  ${when(event)}  ${who(event.actor)}  ${why(event.reason)}`
    return [styled(terminal, 'bold', title), ...changeLines(terminal, changes)]
  })
}
