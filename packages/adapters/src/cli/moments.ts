import type { AsOf } from '@accountable/projections'
import { type Moment, parseTime } from '@accountable/projections/history'
import type { MomentOn } from './arguments.js'
import { CommandFailure } from './exit-code.js'
import type { Terminal } from './terminal.js'

const endOfToday = (now: number): number => Date.parse(`${new Date(now).toISOString().slice(0, 10)}T23:59:59.999Z`)

/** What lies in the future has no history; today, as a date, has. */
export const requirePast = ({ clock }: Terminal, at: number): void => {
  if (at > clock() && at !== endOfToday(clock())) {
    throw new CommandFailure('that is in the future: nothing is known of it yet')
  }
}

/** A moment on the clock that was asked for. */
export const momentOn = (terminal: Terminal, on: MomentOn, recorded: boolean): Moment => {
  const moment = on(recorded ? 'recorded' : 'effective')
  if (moment.type === 'time') requirePast(terminal, moment.at)
  return moment
}

/** What a query takes for `--as-of` and `--recorded`. */
export const asOfOption = (
  terminal: Terminal,
  asOf: string | undefined,
  recorded: boolean
): { readonly asOf?: AsOf } => {
  const at = asOf === undefined ? undefined : parseTime(asOf)
  if (at === undefined) return {}
  requirePast(terminal, at)
  return { asOf: recorded ? { recordedAt: at } : { effectiveAt: at } }
}

/** The options that were given. */
export const given = <Options extends Readonly<Record<string, unknown>>>(
  options: Options
): { readonly [Name in keyof Options]?: Exclude<Options[Name], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
